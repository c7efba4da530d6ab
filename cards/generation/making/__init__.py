"""From facts to quiz items, format by format; `cards.generation.items` puts it together."""
