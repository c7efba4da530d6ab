"""Two kinds of site: one that sends mail, and one that does not. What signing in needs to know of it.

With mail, an account is an email address that was proved by a code, and a forgotten password is set anew by mail.
Without, it is a user name, nothing asks for an address, and whoever runs the site sets a forgotten password.
"""

from typing import Any


def sign_in_settings(*, has_mail: bool) -> dict[str, Any]:
    """The settings of allauth that differ, and HAS_MAIL, which our own pages ask. allauth reads all of them live."""
    return {
        "HAS_MAIL": has_mail,
        # Who signed up by name before the site had mail still signs in.
        "ACCOUNT_LOGIN_METHODS": {"email", "username"} if has_mail else {"username"},
        # A mistyped password can be set anew by mail; without mail it is asked for twice.
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"] if has_mail else ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory" if has_mail else "none",
        # By code, typed into the same browser: a link may open in another one, where the guest is not.
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": has_mail,
        "ACCOUNT_EMAIL_NOTIFICATIONS": has_mail,
        "MFA_ALLOW_UNVERIFIED_EMAIL": not has_mail,
    }
