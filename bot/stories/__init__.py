"""Stories: fingerprints of articles and the rules that group them into events."""
