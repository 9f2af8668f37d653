"""Ways in: command line, Slack, console, workers."""
