"""Summaries: two or three sentences that say what happened."""
