"""Cards: what a Slack or terminal user reads, in polite short Korean."""
