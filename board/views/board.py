"""The board: its cards by state, filtered."""

from django.http import HttpResponse
from django.shortcuts import render

from academy.access import CourseRequest, in_course
from academy.courses.topics import topics_of
from academy.voices import voices_of
from board.cards import listing
from board.delegations import delegations_of, key_of, names_of
from board.models import State
from board.permissions import may_take_home
from commons.pages import page_before


@in_course
def board(request: CourseRequest) -> HttpResponse:
    """Shows the board. ``?of=`` and ``?topic=`` filter it, ``?state=`` names the list that a phone shows; with
    ``?before=`` the page has this list alone."""
    edition, reader = request.edition, request.membership
    topics = topics_of(edition)
    choice = listing.choice_of(request.GET, edition, topics, reader)
    found = listing.Found(edition, reader, choice)
    counts = found.counts()
    asked_state = request.GET.get("state", "")
    if asked_state not in State.values:
        asked_state = ""
    chosen = asked_state or next((state for state in State.values if counts[state]), State.NOTICED)
    if "before" in request.GET:
        page, before = page_before(request, found.cards().filter(state=chosen).only(*listing.SHOWN), listing.PAGE)
        lanes, older = {chosen: listing.listed(page, edition)}, {chosen: before} if before else {}
    else:
        lanes, older = found.lanes()
    delegations = delegations_of(edition)
    context = {
        "section": "board",
        "choice": choice,
        "chosen": chosen,
        "asked_state": asked_state,
        "counts": counts,
        "lanes": {state: listing.rows(cards, edition, reader) for state, cards in lanes.items()},
        "older": older,
        "state_words": {state.value: str(state.label) for state in State},
        "topics": topics,
        "blocs": voices_of(edition).blocs,
        "delegations": delegations,
        "delegation_names": names_of(edition),
        "own": delegations.get(key_of(reader)),
        "may_take_home": may_take_home(reader),
    }
    return render(request, "board/board.html", context)
