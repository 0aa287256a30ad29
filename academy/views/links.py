"""One-time links. Only a pressed button spends them, because mail scanners, previews and prefetching open them too."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from academy.models import SignInLink
from academy.sign_in import links


@login_not_required
@never_cache
@csrf_exempt  # the token is the proof, also for a program without cookies; a form of another site is not followed below
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show for whom the link is, with one button; POST signs that person in."""
    if request.method == "POST" and _own_form(request):
        link = links.use(token, request.POST.get("page", ""))
        if link is not None:
            login(request, link.person, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect(link.next_path)
    link = links.find(token)
    if link is not None and request.user == link.person:
        return redirect(link.next_path)
    if link is None or not link.works:
        return render(request, "academy/link_spent.html", status=410)
    return _button(request, link)


def _own_form(request: HttpRequest) -> bool:
    """True when the form comes from a page of ours. Otherwise a stranger's page could sign its visitors in as the
    stranger."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", own) == own


def _button(request: HttpRequest, link: SignInLink) -> HttpResponse:
    context = {"person": link.person, "page": links.new_page()}
    return render(request, "academy/enter.html", context)
