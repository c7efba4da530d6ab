"""What allauth asks of this site: who signs in over a guest, what is sent, said and kept secret."""

import logging
import secrets
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learn.accounts import browser_guests, limits, sealing
from learn.accounts.addresses import client_address
from learn.accounts.models import User
from learn.accounts.qr import qr_squares
from learn.accounts.traces import trace_of

_logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts. A guest steps aside for the account that signs in, and is added, or asked about, or comes back."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "duplicate_email": _("This is the address of your account already."),
        "email_password_mismatch": _("Address and password do not fit together. Nothing was changed."),
        "email_taken": _("This address cannot be used: another account has it."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This code is not right. Please look again, or ask for a new one."),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("Name and password do not fit together."),
        "rate_limited": _("That was quick. Please wait a moment, then try again."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes, then try again."),
        "username_password_mismatch": _("User name and password do not fit together. Nothing was changed."),
        "username_taken": _("Someone else has this name. Please choose another."),
    }

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """A name from the address would tell others the address."""
        if not user.username:
            user.username = f"learner-{secrets.token_hex(6)}"

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        # Hashed before, so that no other write waits for it; user and preferences are stored together.
        with transaction.atomic():
            user.save()
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        guest = browser_guests.guest_asking(request)
        if guest is not None:
            clear_authentication_records(request)
            browser_guests.step_aside(request, guest)
        super().login(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff who came to run the site, and chose no path, go to what learners reported."""
        user = request.user
        if isinstance(user, User) and user.is_staff and not user.preferences.path:
            return reverse("reports:inbox")
        return str(super().get_login_redirect_url(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        guest = browser_guests.waiting_guest(request)
        if guest is None:
            return response
        if kwargs["signup"]:
            browser_guests.add_waiting_guest(guest_id=guest.pk, account=user, keep_preferences=True, now=timezone.now())
            del request.session[browser_guests.WAITING_GUEST]
            messages.success(request, _("Your account is made, and everything you did here came along."))
            return response
        if not trace_of(guest).is_empty:
            query = urlencode({"next": response.headers["Location"]})
            return HttpResponseRedirect(f"{reverse('accounts:add_answers')}?{query}")
        return response

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not limits.may_guess(request, now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        limits.note_wrong_password(request, now=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        browser_guests.sign_out(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Only the passkey script asks for JSON; no other page has such a form."""
        match = request.resolver_match
        return match is not None and match.url_name == "mfa_login_webauthn" and super().is_ajax(request)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """An address is changed, never removed: it is what its owner signs in with."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:account" if self.request.user.is_authenticated else "account_login")

    def get_login_stages(self) -> list[str]:
        return ["learn.accounts.stages.ProveAddressStage", "learn.accounts.stages.SecondStepStage"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use a code"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        return [method | {"description": words[method["id"]]} for method in super().get_reauthentication_methods(user)]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            _logger.exception("Mail cannot be sent. See OSTEON_EMAIL_URL.")
            page = TemplateResponse(self.request, "accounts/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from error


class TwoStepAdapter(DefaultMFAAdapter):
    """Two-step sign-in and passkeys: secrets are sealed, names are plain."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Please try the next one that the app shows."),
        "unverified_email": _("First prove your email address: sign out and in again, and type the code we send."),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealing.unseal(encrypted_text)
        except sealing.SealBrokenError:
            # A secret that nobody knows: no code is right. The next sign-in removes what cannot be read.
            return generate_totp_secret()

    def build_totp_svg(self, url: str) -> str:
        return render_to_string("mfa/totp/_qr.html", {"squares": qr_squares(url)})

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey") if number == 1 else gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": entity["name"]}
