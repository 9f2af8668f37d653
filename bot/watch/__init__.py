"""Watching: terms, watchlists, and the matcher that finds them in an article."""
