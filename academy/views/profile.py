"""The welcome page and the profile page, which share one form."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, SignedInRequest, in_course, membership_in, newest_membership
from academy.forms import PARTS, ProfileForm, StayForm
from academy.hours import stays
from academy.hours.whereabouts import Stay
from academy.hours.zones import place_of
from academy.members import profiles
from academy.models import Edition
from academy.pages.dates import date_words
from academy.pages.pages_above import calendar_feed
from academy.secret_addresses import CALENDAR
from academy.sign_in.links import own_path
from academy.sign_in.site import base_url


@in_course
def welcome(request: CourseRequest) -> HttpResponse:
    """Shows three short steps. Each is saved alone and can be skipped; a form without ``step`` answers all three."""
    steps = list(PARTS)
    sent = request.POST.get("step") if request.method == "POST" else request.GET.get("step", "1")
    number = int(sent) if sent in {"1", "2", "3"} else 0
    part = steps[number - 1] if number else ("" if request.method == "POST" else steps[0])
    form = ProfileForm(request.user, request.membership, request.POST or None, part=part)
    if request.method == "POST" and form.is_valid():
        profiles.save_profile(request.user, request.membership, answers=form.cleaned_data)
        return redirect(f"{request.path}?step={number + 1}" if 0 < number < len(steps) else request.edition)
    context = {"form": form, "step": number or 1, "part": part, "steps": len(steps), **_places(request)}
    return render(request, "academy/welcome.html", context)


def _places(request: CourseRequest) -> dict[str, Any]:
    """Returns the reader's other places to come, and the course's own when they have not said it."""
    edition = request.edition
    offered = stays.offered(edition, request.user) if edition else None
    return {
        "stays": [_in_words(stay) for stay in stays.to_come(request.user)],
        "offered_stay": _in_words(offered) if offered else None,
        "stay_form": StayForm(),
    }


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
    feed = base_url() + calendar_feed.path(CALENDAR.secret_of(request.user))
    context = {"form": form, "section": "you", "feed": feed, **_places(request)}
    return render(request, "academy/profile.html", context)


def _in_words(stay: Stay) -> dict[str, Any]:
    first, last = (date_words(day, "MONTH_DAY_FORMAT") for day in (stay.starts, stay.ends))
    return {"place": stay.place or place_of(stay.time_zone), "first": first, "last": last, "starts": stay.starts}


@require_POST
def add_stay(request: CourseRequest) -> HttpResponse:
    """Adds another place; ``course`` (a slug) takes that course's own place and days."""
    form, course = StayForm(request.POST), request.POST.get("course")
    if course:
        stay = stays.of_the_course(membership_in(get_object_or_404(Edition, slug=course), request.user).edition)
    elif form.is_valid():
        stay = form.stay()
    else:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(own_path(request.POST.get("next") or "/you/"))
    try:
        stays.add(request.user, stay)
    except stays.StayFault as fault:
        messages.error(request, str(fault))
    return redirect(own_path(request.POST.get("next") or "/you/"))


@require_POST
def remove_stay(request: SignedInRequest) -> HttpResponse:
    try:
        stays.remove(request.user, datetime.date.fromisoformat(request.POST.get("starts", "")))
    except ValueError:
        messages.error(request, _("This could not be read."))
    return redirect(own_path(request.POST.get("next") or "/you/"))


@require_POST
def renew_calendar(request: SignedInRequest) -> HttpResponse:
    CALENDAR.renew(request.user)
    messages.success(request, _("Your calendar has a new address. The old one shows nothing any more."))
    return redirect("profile")


@require_POST
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    profiles.sign_out_everywhere(request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_request_login_code")
