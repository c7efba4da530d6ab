"""Osteon's database backends: SQLite with the write gate."""
