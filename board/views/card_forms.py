"""Making a card, with a source or without one, and changing it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from academy.access import CourseRequest, NotOfThisCourse, admit, in_course
from academy.pages.dates import date_words
from academy.pages.numbers import whole_number
from academy.pages.texts import localized
from academy.voices import voices_of
from board.cards import writing
from board.cards.prefilling import prefilled
from board.forms import CardForm, present
from board.models import OPEN, TEXTS, Card
from board.permissions import check_changing, check_taking_home
from board.views.cards import readable
from commons.marks import sources
from commons.sending.conflicts import EVERYTHING, seen_in


@in_course
def new(request: CourseRequest) -> HttpResponse:
    return _make(request, None, "")


def take_home(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """Shows the form of a new card, and makes it. Raises Http404 for a source that is closed to this person or of
    another course."""
    source = sources.fetch(kind, pk)
    try:
        membership = admit(request, source.edition)
    except NotOfThisCourse as closed:
        raise Http404 from closed
    if not sources.is_readable(membership, source):
        raise Http404
    check_taking_home(membership)
    if request.method == "POST" and "card" in request.POST:
        chosen = Card.objects.filter(edition=request.edition, pk=whole_number(request.POST["card"]) or 0).first()
        if chosen is None:
            raise Http404
        writing.add_source(chosen, source, by=membership)
        return redirect(chosen)
    return _make(request, source, kind)


def _make(request: CourseRequest, source: Any, kind: str) -> HttpResponse:
    by = request.membership
    check_taking_home(by)
    topics = list(request.edition.topics.all())
    form = CardForm(by, topics, request.POST or None, prefilled(source, by) if source else {})
    if request.method == "POST" and form.is_valid():
        return redirect(writing.take_home(request.edition, by=by, content=form.content(), source=source))
    own = Card.objects.filter(owners__member=by, state__in=OPEN, hidden_at=None).order_by("-pk")[:30]
    context = {
        "section": "board",
        "form": form,
        "card": None,
        "kind": kind,
        "source": source,
        "source_card": sources.card_of(source) if source else None,
        "own_cards": own if source else [],
    }
    return render(request, "board/card_form.html", context, status=422 if form.is_bound else 200)


def edit(request: CourseRequest, pk: int) -> HttpResponse:
    """Edits the card. Words that somebody else wrote meanwhile stand beside the fields that differ."""
    this = readable(request, pk)
    check_changing(request.membership, this)
    topics = list(request.edition.topics.all())
    form = CardForm(request.membership, topics, request.POST or None, present(this))
    seen, other, editor = this.changed_at, None, ""
    if request.method == "POST" and form.is_valid():
        shown = seen_in(request.POST["seen"]) if "seen" in request.POST else EVERYTHING
        try:
            return redirect(writing.edit(this, by=request.membership, content=form.content(), seen=shown))
        except writing.Conflict as conflict:
            seen, other = conflict.at, _differing(conflict.card, form.content())
            editor = voices_of(request.edition)[conflict.card.edited_by_id].name if conflict.card.edited_by_id else ""
    context = {"section": "board", "form": form, "card": this, "seen": seen, "other": other, "editor": editor}
    return render(request, "board/card_form.html", context, status=422 if form.is_bound else 200)


def _differing(card: Card, typed: dict[str, Any]) -> dict[str, str]:
    """Maps each field that stands otherwise on the card -> what stands there, in words."""
    words = {
        **{field: getattr(card, field) for field in TEXTS},
        "due": date_words(card.due, "DATE_FORMAT") if card.due else "",
        "topic": localized(card.topic.titles) if card.topic else _("of no topic"),
        "readers": str(card.get_readers_display()),
    }
    return {field: said for field, said in words.items() if getattr(card, field) != typed[field]}
