"""Studying: which decks, what a day holds, answers and their log."""
