"""The text that was typed while its writer was signed out, or before they changed the language of its page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from academy.access import CourseRequest
from commons.sending import unsent as verbs


@never_cache
def unsent(request: CourseRequest) -> HttpResponse:
    """GET shows it with a button to send it; POST discards it."""
    found = verbs.kept(request)
    if request.method == "POST":
        verbs.forget(request)
    if request.method == "POST" or found is None:
        return redirect("home")
    return render(request, "commons/unsent.html", {"unsent": found, "why": "language" if found.page else "signed-out"})
