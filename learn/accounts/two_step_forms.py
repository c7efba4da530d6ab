"""The forms of two-step sign-in and of passkeys: allauth's own, in this site's words."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from learn.accounts.sign_in_forms import PlainWords

_NAME = {"name": (_("Name"), _("So that you know it from your others, e.g. “my phone”."))}
_NAME_LENGTH = 60
_UNKNOWN_PASSKEY = _("This passkey is not known here, or it did not check who holds it. Nothing was changed.")


class _GuardedCode:
    """A second step is six digits: whoever knows the password already may guess a few times only."""

    user: Any

    def clean_code(self) -> str:
        key = str(self.user.pk)
        if not ratelimit.consume(context.request, action="two_step_code", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        ratelimit.clear(context.request, action="two_step_code", key=key)
        return code


class AuthenticateForm(PlainWords, _GuardedCode, code_forms.AuthenticateForm):
    words = {"code": (_("Code"), _("Six digits from your app, or one of your recovery codes."))}


class ReauthenticateForm(PlainWords, _GuardedCode, code_forms.ReauthenticateForm):
    words = {"code": (_("Code"), _("Six digits from your app, or one of your recovery codes."))}


class ActivateTOTPForm(PlainWords, totp_forms.ActivateTOTPForm):
    words = {"code": (_("Code from the app"), _("Six digits that change twice a minute."))}


@contextmanager
def _refusing_garbage() -> Iterator[None]:
    """Whatever is sent as a device's answer, and is none, is a mistake in the form and not in the site."""
    try:
        yield
    except ValidationError as error:
        if error.code != "incorrect_code":
            raise
        raise ValidationError(_UNKNOWN_PASSKEY) from error
    except (AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise ValidationError(_UNKNOWN_PASSKEY) from error


class AddPasskeyForm(PlainWords, passkey_forms.SignupWebAuthnForm):
    """Always a passkey: the device keeps it and asks for fingerprint, face or PIN."""

    words = _NAME

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = _NAME_LENGTH
        self.fields["name"].widget.attrs["maxlength"] = _NAME_LENGTH

    def clean(self) -> Any:
        with _refusing_garbage():
            return super().clean()


class RenamePasskeyForm(PlainWords, passkey_forms.EditWebAuthnForm):
    words = _NAME


class _ReadCarefully:
    def clean_credential(self) -> Any:
        with _refusing_garbage():
            return super().clean_credential()  # type: ignore[misc]


class LoginPasskeyForm(_ReadCarefully, passkey_forms.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_ReadCarefully, passkey_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_ReadCarefully, passkey_forms.ReauthenticateWebAuthnForm):
    pass
