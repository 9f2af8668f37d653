"""The demo newsroom: synthetic outlets on the loopback interface."""
