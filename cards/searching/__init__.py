"""What search is made of: folding (text to words, pure) and index (the words of every face, kept in the database)."""
