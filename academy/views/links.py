"""One-time links."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from academy.sign_in import links

# Messengers open a link to draw a preview of it; that must not spend the link.
PREVIEWERS = (
    "whatsapp",
    "facebookexternalhit",
    "telegrambot",
    "slackbot",
    "twitterbot",
    "skypeuripreview",
    "discordbot",
)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST" and _is_preview(request):
        return render(request, "academy/enter.html")
    link = links.use(token)
    if link is None:
        return render(request, "academy/link_spent.html", status=410)
    login(request, link.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect(link.next_path)


def _is_preview(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "HEAD" or "prefetch" in purpose or any(name in agent for name in PREVIEWERS)
