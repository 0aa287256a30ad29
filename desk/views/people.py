"""Adding, correcting, removing and merging people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.models import Membership
from academy.pages.numbers import whole_number
from academy.voices import voices_of
from desk.people import changing, merging
from desk.people.changing import MemberFault
from desk.people.forms import MemberForm


@in_course
@for_facilitators
def new_person(request: CourseRequest) -> HttpResponse:
    form = MemberForm(request.edition, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = changing.add(request.edition, by=request.membership, values=form.cleaned_data)
        except MemberFault as fault:
            form.add_error("email", str(fault))
        else:
            messages.success(request, _("The person is in the course. Invite them when you are ready."))
            return redirect("person_record", course=request.edition.slug, pk=member.pk)
    return render(request, "desk/person_form.html", {"section": "desk", "form": form, "member": None, "others": []})


@in_course
@for_facilitators
def edit_person(request: CourseRequest, pk: int) -> HttpResponse:
    member = _find(request, pk)
    form = MemberForm(request.edition, member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changing.correct(member, by=request.membership, values=form.cleaned_data)
        except MemberFault as fault:
            member = _find(request, pk)
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The person is corrected."))
            return redirect("person_record", course=request.edition.slug, pk=pk)
    here = request.edition.memberships.active().exclude(pk=pk).values_list("pk", flat=True)
    voices = voices_of(request.edition)
    others = sorted((voices[other] for other in here), key=lambda voice: voice.name)
    context = {"section": "desk", "form": form, "member": member, "others": others}
    return render(request, "desk/person_form.html", context)


@require_POST
@in_course
@for_facilitators
def remove_person(request: CourseRequest, pk: int) -> HttpResponse:
    member = _find(request, pk)
    try:
        changing.remove(member, by=request.membership, named=request.POST.get("named") != "no")
    except MemberFault as fault:
        messages.error(request, str(fault))
        return redirect("edit_person", course=request.edition.slug, pk=pk)
    messages.success(request, _("The person is no longer in the course. What they wrote stays."))
    return redirect("roster", course=request.edition.slug)


@require_POST
@in_course
@for_facilitators
def merge_people(request: CourseRequest, pk: int) -> HttpResponse:
    """``other`` is the membership that ends in this one."""
    member = _find(request, pk)
    other = _find(request, whole_number(request.POST.get("other", "")) or 0)
    try:
        merging.merge(member, other, by=request.membership)
    except MemberFault as fault:
        messages.error(request, str(fault))
        return redirect("edit_person", course=request.edition.slug, pk=pk)
    messages.success(request, _("The two are one person now."))
    return redirect("person_record", course=request.edition.slug, pk=pk)


def _find(request: CourseRequest, pk: int) -> Membership:
    people = Membership.objects.select_related("person", "bloc", "state", "edition")
    return get_object_or_404(people, pk=pk, edition=request.edition, left_at=None)
