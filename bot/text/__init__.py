"""Korean text: normalising, words, sentences, dates, numbers. No file, network or clock."""
