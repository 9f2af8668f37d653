"""Adapters: the outside world, each translated to the words of ports.py."""
