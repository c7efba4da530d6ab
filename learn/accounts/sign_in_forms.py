"""The forms of signing up and in: allauth's own, in this site's words."""

from typing import Any

from allauth.account import forms
from allauth.account.internal.flows.login import derive_login_method
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# No “@”: what is typed to sign in is an address or a user name, never both.
username_validators = [RegexValidator(r"^[\w.-]+\Z", _("Please use letters, digits, and the signs . _ - only."))]

PASSWORD_RULES = _("At least 8 characters, not digits alone, and not one that many people use.")


def _name_label() -> str:
    return gettext("Email address or user name") if settings.HAS_MAIL else gettext("User name")


class PlainWords:
    """words: {field: (label, help)}. Placeholders go: they vanish when one types, and say the label twice."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for name, field in self.fields.items():
            field.label, field.help_text = self.words.get(name, (field.label, ""))
            field.widget.attrs.pop("placeholder", None)
            if name in _TYPED_AS_IS:
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


_TYPED_AS_IS = ("login", "username", "email", "code")
_CODE = {"code": (_("Code"), _("Letters and digits as they stand in the mail; small or large, with or without dash."))}
_NEW_PASSWORD = {
    "oldpassword": (_("Your password now"), ""),
    "password1": (_("New password"), PASSWORD_RULES),
    "password2": (_("New password once more"), ""),
}


class LoginForm(PlainWords, forms.LoginForm):
    words = {"login": (lazy(_name_label, str)(), ""), "password": (_("Password"), "")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username"}
        self.fields["login"].max_length = 254

    def user_credentials(self) -> dict[str, Any]:
        """Address or name, as typed. allauth would try a typed address both ways, and take longer where it exists."""
        name = self.cleaned_data["login"]
        method = derive_login_method(name)
        return {method.value: name, "password": self.cleaned_data["password"]}


class SignupForm(PlainWords, forms.SignupForm):
    words = {
        "email": (_("Email address"), _("We send a code to it, to see that it is yours. It is for signing in only.")),
        "username": (_("User name"), _("For signing in. Need not be your real name. Letters, digits, and . _ -")),
        "password1": (_("Password"), PASSWORD_RULES),
        "password2": (_("Password once more"), _("This site sends no mail, so take care to know it.")),
    }

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            # As long as making the account would take, so that the time does not tell.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ReauthenticateForm(PlainWords, forms.ReauthenticateForm):
    words = {"password": (_("Your password"), "")}


class AddEmailForm(PlainWords, forms.AddEmailForm):
    words = {"email": (_("New email address"), _("We send a code to it. Until you type it, the old address stays."))}


class ChangePasswordForm(PlainWords, forms.ChangePasswordForm):
    words = _NEW_PASSWORD


class SetPasswordForm(PlainWords, forms.SetPasswordForm):
    words = _NEW_PASSWORD


class ResetPasswordForm(PlainWords, forms.ResetPasswordForm):
    words = {"email": (_("Email address"), "")}


class ResetPasswordKeyForm(PlainWords, forms.ResetPasswordKeyForm):
    words = _NEW_PASSWORD


class ConfirmEmailVerificationCodeForm(PlainWords, forms.ConfirmEmailVerificationCodeForm):
    words = _CODE


class ConfirmPasswordResetCodeForm(PlainWords, forms.ConfirmPasswordResetCodeForm):
    words = _CODE
