"""Keeps texts until they are sent: on the server while people sign in or change the language, and on their device."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from commons.sending import unsent
from commons.sending.unsent import LANGUAGE, posted

View = Callable[..., HttpResponseBase]


class SignInFirst(LoginRequiredMiddleware):
    def process_view(
        self, request: HttpRequest, view_func: View, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is None and request.method == "POST":
            if LANGUAGE in posted(request):
                return unsent.in_another_language(request)
            if unsent.is_sent_again(request):
                unsent.forget(request)
        return refused

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        if request.method == "POST":
            return unsent.sign_in_first(request)
        return super().handle_no_permission(request, view_func)


SENT = "kapok-sent"
"""The cookie that tells the page which text has been taken, so that the device forgets it (static/js/typed.js)."""
SENT_SECONDS = 600
KEY = re.compile(r"[\w-]{1,80}", re.ASCII)


def says_what_was_sent(get_response: Callable[[HttpRequest], HttpResponseBase]) -> View:
    """Sets the cookie when a form was taken, because then the answer leads to another page; a refused form is shown
    again."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        if request.method == "POST" and answer.status_code == 302 and request.user.is_authenticated:
            key = "" if LANGUAGE in request.POST else request.POST.get("kept", "")
            if KEY.fullmatch(key):
                answer.set_cookie(SENT, key, max_age=SENT_SECONDS, samesite="Lax", secure=request.is_secure())
        return answer

    return middleware
