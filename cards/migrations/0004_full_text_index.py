"""The full text index over cards_searchtext, which is no model: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Both hold the table's words as they stand: cards.searching.folding has folded them, so neither database's own idea of a
word, of accents or of endings has a say, and both find the same.
"""

from django.db import migrations

# detail=none: only which row holds a word, not where; nothing more is asked of it, and it is a quarter of the size.
# ascii: every letter beyond ASCII belongs to a word, whichever Unicode this SQLite was built with.
SQLITE = (
    """
    CREATE VIRTUAL TABLE cards_searchtext_fts USING fts5(
        asked, names, rest, content='cards_searchtext', content_rowid='id',
        tokenize='ascii', prefix='1 2 3', detail=none, columnsize=0
    )
    """,
    """
    CREATE TRIGGER cards_searchtext_added AFTER INSERT ON cards_searchtext BEGIN
        INSERT INTO cards_searchtext_fts (rowid, asked, names, rest) VALUES (new.id, new.asked, new.names, new.rest);
    END
    """,
    """
    CREATE TRIGGER cards_searchtext_gone AFTER DELETE ON cards_searchtext BEGIN
        INSERT INTO cards_searchtext_fts (cards_searchtext_fts, rowid, asked, names, rest)
        VALUES ('delete', old.id, old.asked, old.names, old.rest);
    END
    """,
    """
    CREATE TRIGGER cards_searchtext_changed AFTER UPDATE ON cards_searchtext BEGIN
        INSERT INTO cards_searchtext_fts (cards_searchtext_fts, rowid, asked, names, rest)
        VALUES ('delete', old.id, old.asked, old.names, old.rest);
        INSERT INTO cards_searchtext_fts (rowid, asked, names, rest) VALUES (new.id, new.asked, new.names, new.rest);
    END
    """,
    "INSERT INTO cards_searchtext_fts (cards_searchtext_fts) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER cards_searchtext_added",
    "DROP TRIGGER cards_searchtext_gone",
    "DROP TRIGGER cards_searchtext_changed",
    "DROP TABLE cards_searchtext_fts",
)
POSTGRESQL = (
    """
    ALTER TABLE cards_searchtext ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(asked || ' ' || names || ' ' || rest, ' '), ''))
    ) STORED
    """,
    "CREATE INDEX cards_searchtext_lexemes ON cards_searchtext USING gin (lexemes)",
)
POSTGRESQL_BACK = ("ALTER TABLE cards_searchtext DROP COLUMN lexemes",)


def _execute(schema_editor, by_vendor):
    for statement in by_vendor[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def make_index(apps, schema_editor):
    _execute(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_index(apps, schema_editor):
    _execute(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


class Migration(migrations.Migration):

    dependencies = [
        ('cards', '0003_search_text'),
    ]

    operations = [
        migrations.RunPython(make_index, drop_index),
    ]
