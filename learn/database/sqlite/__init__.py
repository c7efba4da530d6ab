"""Django's SQLite backend with every write passing the gate (learn.database.gate)."""
