"""The language switch at the foot of every page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from academy.languages import choose
from academy.sign_in.links import own_path


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Changes the language and leads back. A page with a form sends the form instead (``commons.sending``)."""
    answer = redirect(own_path(request.POST.get("next", "/")))
    choose(request.POST.get("language", ""), request, answer)
    return answer
