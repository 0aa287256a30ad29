"""The welcome page and the profile page, which share one form."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy import calendar_secret, profiles
from academy.access import CourseRequest, SignedInRequest, in_course, newest_membership
from academy.calendar_secret import secret_of
from academy.forms import ProfileForm
from academy.pages_above import calendar_feed
from academy.sign_in.site import base_url


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
    feed = base_url() + calendar_feed.path(secret_of(request.user))
    return render(request, "academy/profile.html", {"form": form, "section": "you", "feed": feed})


@require_POST
def renew_calendar(request: SignedInRequest) -> HttpResponse:
    calendar_secret.renew(request.user)
    messages.success(request, _("Your calendar has a new address. The old one shows nothing any more."))
    return redirect("profile")


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    profiles.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_request_login_code")
