"""allauth's behaviour in Kapok: nobody signs up, and mail leaves in the background after the commit."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.mail.letters import as_html
from academy.tasks import send_letter


class SignInAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code. Look again: six digits, from the newest letter."),
        "no_code": _("No code of six digits stands here. Type or paste the one from the newest letter."),
        "rate_limited": _("Too many tries for now. Wait a minute, then try again."),
        "too_many_login_attempts": _("That was not the code, five times. Ask for a fresh one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Returns False, because people come from the roster."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders now, in the reader's language; the worker sends, so that every address is answered equally fast."""
        message = self.render_mail(template_prefix, email, context)
        language = get_language() or "en"
        letter = {"subject": message.subject, "body": message.body, "html": as_html(message.body, language)}
        send_letter.enqueue(**letter, to=email, language=language, anyway=True, tries=None)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Sends a person who was set inactive after asking for a code back to the start, which sends no code."""
        return redirect("account_request_login_code")

    def add_message(self, request: HttpRequest, level: int, *args: Any, message: str = "", **kwargs: Any) -> None:
        """Shows errors only, because the pages themselves confirm what went well."""
        if level >= messages.ERROR and message:
            messages.add_message(request, level, message)
