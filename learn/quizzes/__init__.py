"""Quizzes: drawing them, taking them, marking them."""
