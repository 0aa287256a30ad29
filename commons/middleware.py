"""Who is not signed in is asked to sign in; what they had typed waits for them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from commons import unsent

View = Callable[..., HttpResponseBase]


class SignInFirst(LoginRequiredMiddleware):
    def process_view(
        self, request: HttpRequest, view_func: View, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is None and unsent.is_sent_again(request):
            unsent.forget(request)
        return refused

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponseRedirect:
        if request.method == "POST":
            return unsent.sign_in_first(request)
        return super().handle_no_permission(request, view_func)
