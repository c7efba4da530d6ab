"""SessionStore: Django's sessions in the database, read by one statement that is never compiled anew.

Every request reads its session. Only the reading is ours; writing, signing, expiry and cleaning up are Django's.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A session kept in the database."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, connection.ops.adapt_datetimefield_value(now)])
            row = cursor.fetchone()
        if row is None:
            # As Django does: an unknown or expired key is not kept, so that nobody can choose one.
            self._session_key = None
            return None
        return self.model(session_key=str(self.session_key), session_data=row[0])
