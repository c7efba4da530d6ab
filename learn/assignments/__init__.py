"""What a class is asked to do: decks to study, quizzes to take."""
