"""LearnerBackend: Django's own, reading a user's preferences in the same query."""

from django.contrib.auth.backends import ModelBackend

from learn.accounts.models import User


class LearnerBackend(ModelBackend):
    """Every page needs the preferences of the one who asks: one query instead of two."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.with_preferences().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
