"""The page that tells a delegate how the course goes. It names no course, and needs no sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "commons/help.html")
