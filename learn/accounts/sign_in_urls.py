"""allauth's pages, by allauth's own names: those and only those that this site gives a template of its own."""

from allauth.account import views as account
from allauth.mfa.base import views as two_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from learn.accounts import account_views as views
from learn.accounts.access import for_account_holders as holders
from learn.accounts.access import for_visitors as visitors
from learn.accounts.access import where_mail_is_sent as by_mail

_entrance = [
    path("signup/", visitors(views.SignUpView.as_view()), name="account_signup"),
    path("login/", visitors(account.login), name="account_login"),
    path("login/passkey/", visitors(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("login/code/", visitors(two_step.authenticate), name="mfa_authenticate"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", visitors(account.account_inactive), name="account_inactive"),
    # Both for someone new and for the holder of an account who changes its address.
    path("email/code/", by_mail(visitors(views.TypeCodeView.as_view())), name="account_email_verification_sent"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path(
        "password/reset/code/",
        by_mail(visitors(account.confirm_password_reset_code)),
        name="account_confirm_password_reset_code",
    ),
    path(
        "password/reset/new/",
        by_mail(visitors(account.complete_password_reset)),
        name="account_complete_password_reset",
    ),
    path(
        "password/reset/done/",
        by_mail(visitors(account.password_reset_from_key_done)),
        name="account_password_reset_completed",
    ),
]

_account = [
    path("reauthenticate/", holders(account.reauthenticate), name="account_reauthenticate"),
    path("reauthenticate/code/", holders(two_step.reauthenticate), name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", holders(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("email/", by_mail(holders(account.email)), name="account_email"),
    path("password/change/", holders(account.password_change), name="account_change_password"),
    path("password/set/", holders(account.password_set), name="account_set_password"),
    path("two-step/", holders(two_step.index), name="mfa_index"),
    path("two-step/on/", holders(totp.activate_totp), name="mfa_activate_totp"),
    path("two-step/off/", holders(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("two-step/codes/", holders(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("two-step/codes/new/", holders(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "two-step/codes/download/", holders(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("passkeys/", holders(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", holders(views.AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/rename/", holders(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", holders(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

urlpatterns = [*_entrance, *_account]
