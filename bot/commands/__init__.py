"""What people ask for, by command line, Slack or console: one function an errand."""
