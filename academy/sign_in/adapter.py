"""How allauth behaves here: nobody signs up, and mail leaves in the background, after the commit."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from academy.tasks import send_letter


class SignInAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by the roster."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render now, in the asker's language; send from the worker: the page answers as fast for any address."""
        message = self.render_mail(template_prefix, email, context)
        send_letter.enqueue(subject=message.subject, body=message.body, to=email, language=get_language() or "en")

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Set inactive between asking for the code and typing it: back to the beginning, where no code comes."""
        return redirect("account_request_login_code")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own remarks are left out: the pages say what is needed."""
