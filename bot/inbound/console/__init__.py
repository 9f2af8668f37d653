"""The console: what the store has, on pages of a browser."""
