"""What stands between a right password and being signed in: the address proved, and the second step."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from learn.accounts import two_step
from learn.accounts.models import User


class ProveAddressStage(EmailVerificationStage):
    """allauth's own, but an account that was made without an address is let in: there is nothing to prove."""

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if isinstance(user, User) and not user.email and not EmailAddress.objects.filter(user=user).exists():
            return None, True
        response, goes_on = super().handle()  # type: ignore[no-untyped-call]
        return response, goes_on


class SecondStepStage(AuthenticateStage):
    """allauth's own, but asked of those only who turned two-step sign-in on, not of everyone with a passkey."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if not isinstance(user, User):
            return False
        if two_step.drop_unreadable(user):
            messages.warning(
                request,
                _(
                    "Two-step sign-in is off now: this site’s secret key was changed, and your app’s codes no longer "
                    "fit. Please set it up again."
                ),
            )
        return two_step.is_on(user) and super()._should_handle(request)
