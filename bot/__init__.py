"""Sosik watches Korean news for a team and tells its Slack channel about each story once."""

__version__ = "0.1.0"
