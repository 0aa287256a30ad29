"""The moderation queue, the audit log, and a person's record."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.invitations.sending import link_for
from academy.models import Membership
from academy.pages.numbers import number
from academy.sign_in.site import base_url
from commons import moderation as verbs
from commons import notices
from commons.models import Report
from commons.moderation import auditing
from commons.pages import page_before
from commons.permissions import check_link
from desk import queue
from desk.people.unreached import among
from rooms.models import Message
from rooms.moderation import accesses

PAGE = 50


@in_course
@for_facilitators
def moderation(request: CourseRequest) -> HttpResponse:
    """Shows the waiting reports and calls; with ``?settled``, those that were settled before."""
    notices.look_at(request.membership, request.path)
    context: dict[str, Any] = {"section": "desk", "shows_settled": "settled" in request.GET}
    if context["shows_settled"]:
        done = request.edition.reports.exclude(settled_at=None).select_related("by__person", "settled_by__person")
        context["settled"], context["older"] = page_before(request, done, PAGE)
    else:
        context["items"] = queue.open_items(request.edition, request.membership)
        context["calls"] = queue.calls(request.edition, request.membership)
    return render(request, "desk/moderation.html", context)


@require_POST
@in_course
@for_facilitators
def settle(request: CourseRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(Report, pk=pk, edition=request.edition)
    verbs.settle(report, by=request.membership, reason=request.POST.get("reason", ""))
    messages.success(request, _("Settled."))
    return redirect("moderation", course=request.edition.slug)


@require_POST
@in_course
@for_facilitators
def open_by_report(request: CourseRequest, pk: int) -> HttpResponse:
    """Opens the members' own room to the facilitator, because a message in it was reported."""
    report = get_object_or_404(Report, pk=pk, edition=request.edition)
    if not isinstance(report.target, Message):
        raise Http404
    accesses.open_by_report(report.target, by=request.membership)
    return redirect(report.target)


@in_course
@for_facilitators
def audit(request: CourseRequest) -> HttpResponse:
    """Shows the log, narrowed by ``?act=`` and ``?person=``. For an unknown act the page is empty and says so."""
    act, acts = request.GET.get("act", ""), auditing.acts()
    is_unknown = bool(act) and act not in acts
    entries = queue.log(request.edition, act=act, subject=number(request, "person"))
    page, older = page_before(request, entries.none() if is_unknown else entries, PAGE)
    page = queue.named(page, request.edition)
    context = {"section": "desk", "page": page, "older": older, "act": act, "acts": acts, "is_unknown": is_unknown}
    return render(request, "desk/audit.html", context)


@in_course
@for_facilitators
def person_record(request: CourseRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(
        Membership.objects.select_related("person", "bloc", "state", "edition"), pk=pk, edition=request.edition
    )
    itself = request.edition.memberships.filter(pk=member.pk)
    context = {
        "section": "desk",
        "member": member,
        "unreached": among(itself, timezone.now()).get(member.pk, []),
        "entries": queue.named(queue.log(request.edition, subject=member.pk)[:50], request.edition),
        "mute_minutes": verbs.MUTE_MINUTES,
        "link": request.session.pop("fresh_link", None),
        "may_act": member.pk != request.membership.pk,
    }
    return render(request, "desk/person.html", context)


@require_POST
@in_course
@for_facilitators
def person_link(request: CourseRequest, pk: int) -> HttpResponse:
    """Shows a link that signs in once, to hand out when mail does not arrive; it is shown only now."""
    member = get_object_or_404(Membership.objects.select_related("person", "edition"), pk=pk, edition=request.edition)
    check_link(request.membership, member)
    request.session["fresh_link"] = base_url() + link_for(member, by=request.user)
    return redirect("person_record", course=request.edition.slug, pk=pk)
