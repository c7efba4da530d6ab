"""LearnerBackend: Django's own, reading a user's preferences in the same query."""

from django.contrib.auth.backends import ModelBackend

from learn.accounts.models import User


class LearnerBackend(ModelBackend):
    """Every page needs the preferences of the one who asks: one query instead of two."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.with_preferences().get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
