"""WORDS to KIND, with a confidence and a reason."""
