"""Pages about an account that are our own: the overview, what a guest brings along, signing out; and three of
allauth's views as we want them."""

from typing import Any, cast

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkey_views
from allauth.mfa.webauthn.internal import auth as passkeys
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from learn.accounts import browser_guests, limits, two_step
from learn.accounts.access import for_account_holders, for_visitors
from learn.accounts.browser_guests import WAITING_GUEST
from learn.accounts.models import User
from learn.accounts.requests import LearnerRequest
from learn.accounts.traces import Trace, trace_of


@for_account_holders
@require_safe
def account(request: LearnerRequest) -> HttpResponse:
    """Your account: what signs in to it, and where to change that."""
    user = request.user
    methods = list(Authenticator.objects.filter(user=user).order_by("pk"))
    context = {
        "has_mail": settings.HAS_MAIL,
        # A name that was made up so that the address need not be shown is no name to its owner.
        "name": "" if user.email and user.username.startswith("learner-") else user.username,
        "passkeys": [method for method in methods if method.type == Authenticator.Type.WEBAUTHN],
        "two_step_is_on": two_step.is_on(user),
        "waiting": _waiting_trace(request),
    }
    return render(request, "accounts/account.html", context)


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def add_answers(request: LearnerRequest) -> HttpResponse:
    """Asks whether what the guest of this browser did belongs to this account, and adds it or leaves it out."""
    onwards = get_next_redirect_url(request) or reverse("front:home")
    trace = _waiting_trace(request)
    if request.method != "POST":
        if trace is None:
            return HttpResponseRedirect(onwards)
        return render(
            request,
            "accounts/add_answers.html",
            {"trace": trace, "onwards": onwards, "name": request.user.email or request.user.username},
        )
    if request.POST.get("choice") == "add":
        _add(request, trace)
    elif trace is not None:
        messages.info(request, _("Left out. They are kept, and are here again when you sign out."))
    return HttpResponseRedirect(onwards)


def _add(request: LearnerRequest, trace: Trace | None) -> None:
    if trace is None:
        return
    guest_id, now = request.session.pop(WAITING_GUEST), timezone.now()
    if browser_guests.add_waiting_guest(guest_id=guest_id, account=request.user, keep_preferences=False, now=now):
        messages.success(request, _("Added: they are in your account now."))


def _waiting_trace(request: HttpRequest) -> Trace | None:
    """What the guest who waits behind this account did; None if none waits, or they did nothing yet."""
    guest = browser_guests.waiting_guest(request)
    trace = None if guest is None else trace_of(guest)
    return None if trace is None or trace.is_empty else trace


_end_session = for_visitors(allauth_views.logout)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Asks, then signs out. A guest is told that there is no way back, and what to do first.

    Sent by a guest it does nothing to them, and only gives up a login that waits for a code.
    """
    if request.method != "POST" and browser_guests.guest_asking(request) is not None:
        return render(request, "accounts/sign_out_guest.html")
    return _end_session(request)


sign_out.login_required = False  # type: ignore[attr-defined]


_reset_by_mail = allauth_views.password_reset


@for_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request: HttpRequest) -> HttpResponseBase:
    """Sends a code that lets one set a new password; on a site without mail says who can help."""
    if settings.HAS_MAIL:
        return _reset_by_mail(request)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return TemplateResponse(request, "accounts/reset_without_mail.html")


class SignUpView(allauth_views.SignupView):
    """allauth's own; of two people (or two clicks) that take one name at the same moment, the second is told so."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not limits.may_sign_up(request, now=timezone.now()):
            return limits.too_many(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            form.add_error("username", get_adapter().validation_error("username_taken"))
            again: HttpResponse = self.form_invalid(form)
            return again
        return response


class TypeCodeView(allauth_views.ConfirmEmailVerificationCodeView):
    """allauth's own, but a new code is mailed for known and unknown addresses alike.

    allauth spares an address that has an account the second mail, and answers sooner by what mailing takes.
    """

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        process = cast(EmailVerificationProcess, self._process)
        process.generate_code()
        process.send()
        process.record_resend()
        process.persist()
        onwards = self.passthrough_next_url(reverse("account_email_verification_sent"))  # type: ignore[no-untyped-call]
        return HttpResponseRedirect(onwards)


class AddPasskeyView(passkey_views.AddWebAuthnView):
    """allauth's own, but always for a passkey that can sign in by itself, and without recovery codes: the password
    stays another way in.
    """

    success_url = reverse_lazy("mfa_list_webauthn")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # Asked for on the server too, which then refuses a key that did not check who holds it.
        options = passkeys.begin_registration(cast(User, self.request.user), True)
        return context | {"js_data": {"creation_options": options}}

    def get_success_url(self) -> str:
        return str(self.success_url)

    def form_valid(self, form: Any) -> HttpResponse:
        user = cast(User, self.request.user)
        made = passkeys.WebAuthn.add(user, form.cleaned_data["name"], form.cleaned_data["credential"]).instance
        mfa_signals.authenticator_added.send(Authenticator, request=self.request, user=user, authenticator=made)
        adapter = get_adapter()
        adapter.add_message(self.request, messages.SUCCESS, "mfa/messages/webauthn_added.txt")
        adapter.send_notification_mail("mfa/email/webauthn_added", user)
        return HttpResponseRedirect(self.get_success_url())
