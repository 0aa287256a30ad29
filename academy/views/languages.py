"""The language switch at the foot of every page."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from academy.sign_in.links import own_path


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Stores the language in a cookie, and with a person who is signed in; an unknown language changes nothing."""
    answer = redirect(own_path(request.POST.get("next", "/")))
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        return answer
    if request.user.is_authenticated:
        request.user.language = code
        request.user.save(update_fields=["language"])
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=60 * 60 * 24 * 365, samesite="Lax", secure=request.is_secure()
    )
    return answer
