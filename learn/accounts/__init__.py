"""Who is learning: users, guests among them, and their preferences."""
