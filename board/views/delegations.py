"""Delegations: who they are, what they marked, what they take home, and their plan to print."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.models import Membership, Role
from academy.pages.numbers import whole_number
from academy.voices import Voice, voices_of
from board import advising
from board.cards.listing import SHOWN, Choice, Found, listed, rows
from board.delegations import Delegation, delegations_of, key_of
from board.documents import paper_of
from board.models import Adviser, Card, Help, Helper, State
from board.permissions import readable
from board.plans import facts, is_late, plan_of
from commons import notices
from commons.documents.files import as_answer
from commons.marks import marking
from forum.permissions import sight_across

CARDS, MARKS, HELPED = 8, 20, 10


@in_course
def listing(request: CourseRequest) -> HttpResponse:
    found = delegations_of(request.edition)
    blocs = [
        (bloc, [each for each in found.values() if each.bloc.pk == bloc.pk])
        for bloc in voices_of(request.edition).blocs
    ]
    context = {"section": "board", "blocs": blocs, "own": key_of(request.membership)}
    return render(request, "board/delegations.html", context)


@in_course
def delegation(request: CourseRequest, key: str) -> HttpResponse:
    this, reader = _delegation(request, key), request.membership
    notices.look_at(reader, request.path)
    people = [voice.pk for voice in this.people]
    found = Found(request.edition, reader, Choice(key, ""))
    helped = Helper.objects.filter(
        member__in=people, state=Help.ACCEPTED, card__in=Card.objects.filter(readable(reader))
    )
    voices = voices_of(request.edition)
    advisers = [voices[pk] for pk in _advisers(request, key).values_list("member", flat=True)]
    named = {voice.pk for voice in advisers}
    context = {
        "section": "board",
        "delegation": this,
        "is_own": key == key_of(reader),
        "advisers": advisers,
        "could_advise": [voice for voice in voices.values() if _could_advise(voice, named)],
        "counts": found.counts(),
        "state_words": dict(State.choices),
        "cards": rows(
            listed(found.cards().only(*SHOWN).order_by("-pk")[:CARDS], request.edition), request.edition, reader
        ),
        "marked": _marked(this, reader),
        "helped": helped.select_related("card").order_by("-pk")[:HELPED],
        "voices": voices,
    }
    return render(request, "board/delegation.html", context)


@in_course
def plan(request: CourseRequest, key: str) -> HttpResponse:
    """``?with=noticed`` and ``?with=history`` add to it."""
    this, chosen = _delegation(request, key), request.GET.getlist("with")[:4]
    found = plan_of(this, request.membership, noticed="noticed" in chosen, history="history" in chosen)
    today = timezone.localdate()
    context = {"section": "board", "delegation": this, "plan": found, "chosen": chosen, "today": today}
    context |= {"facts": facts, "late": lambda card: is_late(card, today)}
    return render(request, "board/plan.html", context)


@in_course
def plan_document(request: CourseRequest, key: str, kind: str) -> HttpResponse:
    this, chosen = _delegation(request, key), request.GET.getlist("with")[:4]
    found = plan_of(this, request.membership, noticed="noticed" in chosen, history="history" in chosen)
    return as_answer(paper_of(found, request.edition, timezone.localdate()), f"plan-{this.key}", kind)


@require_POST
@in_course
@for_facilitators
def name_adviser(request: CourseRequest, key: str) -> HttpResponse:
    this = _delegation(request, key)
    advising.name(_member(request), this, _path(request, key), by=request.membership)
    return redirect(_path(request, key))


@require_POST
@in_course
@for_facilitators
def end_adviser(request: CourseRequest, key: str) -> HttpResponse:
    this = _delegation(request, key)
    advising.end(_member(request), this, _path(request, key), by=request.membership)
    return redirect(_path(request, key))


def _could_advise(voice: Voice, named: set[int]) -> bool:
    return voice.role == Role.RESOURCE and not voice.has_left and voice.pk not in named


def _marked(this: Delegation, reader: Membership) -> list[Any]:
    """Returns what they marked, by topic. With own reflection first, the other shore's opens with its topic."""
    found = marking.by_topic(marking.newest_of([voice.pk for voice in this.people], MARKS), reader)
    sees = sight_across(reader)
    own = this.bloc.pk == reader.bloc_id
    return [(topic, marks) for topic, marks in found if own or topic is None or sees(reader, topic)]


def _path(request: CourseRequest, key: str) -> str:
    return reverse("delegation", args=[request.edition.slug, key])


def _member(request: CourseRequest) -> Membership:
    pk = whole_number(request.POST.get("member", ""))
    return get_object_or_404(Membership.objects.select_related("person"), pk=pk, edition=request.edition)


def _delegation(request: CourseRequest, key: str) -> Delegation:
    found = delegations_of(request.edition).get(key)
    if found is None:
        raise Http404
    return found


def _advisers(request: CourseRequest, key: str) -> Any:
    return Adviser.objects.filter(edition=request.edition, delegation=key, ended_at=None)
