"""The welcome page and the profile page, which share one form."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy import profiles
from academy.access import CourseRequest, SignedInRequest, in_course, newest_membership
from academy.forms import ProfileForm


@in_course
def welcome(request: CourseRequest) -> HttpResponse:
    form = ProfileForm(request.user, request.membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        profiles.save_profile(request.user, request.membership, answers=form.cleaned_data)
        return redirect(request.edition)
    return render(request, "academy/welcome.html", {"form": form})


def profile(request: CourseRequest) -> HttpResponse:
    """Shows the person and their membership in the newest course."""
    membership = newest_membership(request.user)
    if membership is not None:
        request.edition, request.membership = membership.edition, membership
    form = ProfileForm(request.user, membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        profiles.save_profile(request.user, membership, answers=form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "academy/profile.html", {"form": form, "section": "you"})


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    profiles.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_request_login_code")
