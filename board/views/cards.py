"""One card: its page, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit
from academy.models import Membership
from academy.pages.numbers import whole_number
from academy.voices import voices_of
from board.cards import discussing, helping, moving, partners, reading, writing
from board.cards.words import field_words, open_words
from board.delegations import delegations_of
from board.follow_ups.answering import links
from board.follow_ups.due import asks
from board.forms import HelpForm, MoveForm
from board.models import Card, Help, Helper
from board.permissions import check_changing, check_commenting, may_comment, may_help, may_read
from commons import notices
from commons.marks.unfolding import cards_in
from commons.models import Stance
from commons.pages import page_before
from commons.telling import following
from commons.texts.terms import underlined
from commons.texts.withheld import Withheld, is_withheld
from compare.forms import CommentForm

COMMENTS = 30


def card(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    notices.look_at(request.membership, request.path)
    return _show(request, this)


@require_POST
def move(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    check_changing(request.membership, this)
    form = MoveForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, move_form=form)
    seen = whole_number(request.POST.get("seen", ""))
    try:
        moving.move(this, by=request.membership, seen=seen, **form.cleaned_data)
    except moving.MovedMeanwhile as meanwhile:
        return _show(request, this, move_form=form, meanwhile=meanwhile.row)
    messages.success(request, _("Saved."))
    return redirect(f"{this.get_absolute_url()}#history")


@require_POST
def comment(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    check_commenting(request.membership, this)
    form = CommentForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, comment_form=form)
    return redirect(discussing.comment(this, by=request.membership, **form.cleaned_data))


@require_POST
def add_owner(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    check_changing(request.membership, this)
    writing.add_owner(this, _member(request), by=request.membership)
    return redirect(this)


@require_POST
def leave(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    if not writing.leave(this, by=request.membership):
        messages.info(request, _("A card has at least one owner. Add another one first, or drop the card."))
    return _back_to(request, this)


@require_POST
def ask(request: CourseRequest, pk: int) -> HttpResponse:
    this = readable(request, pk)
    check_changing(request.membership, this)
    helping.ask(this, _member(request), by=request.membership)
    messages.success(request, _("Asked. You see here what the answer is; others see it only when it is a yes."))
    return redirect(f"{this.get_absolute_url()}#helpers")


@require_POST
def answer(request: CourseRequest, pk: int) -> HttpResponse:
    """The member who was asked accepts or declines."""
    helper = get_object_or_404(Helper.objects.select_related("card__edition", "card__topic"), pk=pk)
    this = helper.card
    membership = admit(request, this.edition)
    if helper.member_id != membership.pk or this.hidden_at is not None:
        raise PermissionDenied
    form = HelpForm(membership, request.POST)
    if not form.is_valid():
        if not may_read(membership, this):
            return _back_to(request, this)
        return _show(request, readable(request, this.pk), help_form=form)
    said = form.cleaned_data
    accept = said["decision"] == "accept"
    helping.answer(helper, accept, by=membership, sentence=said["sentence"], language=said["language"])
    messages.success(request, _("Saved."))
    return _back_to(request, this)


def _back_to(request: CourseRequest, this: Card) -> HttpResponse:
    """Leads to the card, or to the board for somebody who may no longer read it."""
    if may_read(request.membership, this):
        return redirect(this)
    return redirect("board", request.edition.slug)


def readable(request: CourseRequest, pk: int) -> Card:
    found = Card.objects.annotate(stance=following.own_stance(Card, request.user.pk))
    this = get_object_or_404(found.select_related("edition", "topic"), pk=pk)
    membership = admit(request, this.edition)
    if not may_read(membership, this):
        raise Withheld(this) if is_withheld(membership, this) else PermissionDenied
    return this


def _member(request: CourseRequest) -> Membership:
    """Returns the member whom the form names."""
    pk = whole_number(request.POST.get("member", ""))
    return get_object_or_404(Membership.objects.select_related("bloc", "state"), pk=pk, edition=request.edition)


def _show(
    request: CourseRequest,
    this: Card,
    *,
    move_form: MoveForm | None = None,
    help_form: HelpForm | None = None,
    comment_form: CommentForm | None = None,
    meanwhile: Any = None,
) -> HttpResponse:
    reader, voices = request.membership, voices_of(request.edition)
    delegation = delegations_of(request.edition).get(this.delegation)
    voices.lend([meanwhile] if meanwhile else [])
    found = reading.shown(this, reader)
    taken = {owner.member_id for owner in found.owners}
    asked = {helper.member_id for helper in found.helpers}
    across = [
        voice for voice in voices.values() if may_help(voice, this) and not voice.has_left and voice.pk not in asked
    ]
    context: dict[str, Any] = {
        "section": "board",
        "card": this,
        "shown": found,
        "delegation": delegation,
        "stance": _stance(this, found),
        "check_ins": _check_ins(found, reader),
        "could_own": [voice for voice in delegation.people if voice.pk not in taken] if delegation else [],
        "could_help": sorted(across, key=lambda voice: (voice.origin, voice.name)) if found.may_change else [],
        "today": timezone.localdate(),
        "move_form": move_form or MoveForm(reader, state=this.state),
        "help_form": help_form or HelpForm(reader, **_said_before(found)),
        "meanwhile": meanwhile,
        "facts": [(words, getattr(this, field)) for field, words in field_words().items()],
        "open": open_words(this),
        "asking": _asking(found, reader),
        "talk": _talk(request, this, comment_form),
        "seen": (meanwhile or found.newest).pk,
    }
    return render(request, "board/card.html", context, status=422 if move_form or help_form or comment_form else 200)


def _check_ins(found: reading.Shown, reader: Membership) -> list[tuple[str, str]]:
    """Returns the former partners of an owner or helper among owners and helpers: name, and where a check-in begins."""
    helping = {helper.member_id for helper in found.helpers if helper.state == Help.ACCEPTED}
    people = helping | {owner.member_id for owner in found.owners}
    if reader.pk not in people or reader.is_muted:
        return []
    voices = voices_of(reader.edition)
    return [(voices[member].given_name, path) for member, path in partners.check_ins(reader, people).items()]


def _talk(request: CourseRequest, this: Card, form: CommentForm | None) -> dict[str, Any]:
    """Returns the newest comments, the oldest of them first, each with its text and the cards of the sources in it.
    ``?before=`` leads to earlier ones. ``form`` is None for who may not comment. One query."""
    reader = request.membership
    found, older = page_before(request, discussing.comments_of(this, reader), COMMENTS)
    found.reverse()
    voices_of(request.edition).lend(found)
    cards = cards_in(request, {each.pk: each.html for each in found})
    texts = underlined(reader, [(each.html, each.language) for each in found])
    return {
        "comments": [(each, html, cards.get(each.pk, ())) for each, html in zip(found, texts, strict=True)],
        "older": older,
        "form": (form or CommentForm(reader)) if may_comment(reader, this) else None,
    }


def _said_before(found: reading.Shown) -> dict[str, str]:
    """Returns what the reader answered to who asks for help, so that another answer does not wipe it out."""
    return {"sentence": found.asked.sentence, "language": found.asked.language} if found.asked else {}


def _stance(this: Any, found: reading.Shown) -> str:
    """Owners and helpers who have accepted take part in a card."""
    helps = found.asked is not None and found.asked.state == Help.ACCEPTED
    return this.stance or (Stance.PART if found.is_owner or helps else "")


def _asking(found: reading.Shown, reader: Membership) -> list[dict[str, Any]]:
    """Returns the question how it goes, for an owner whom the card asks it now."""
    days = asks(found.card, found.states, reader.edition, timezone.now()) if found.may_change else None
    if days is None:
        return []
    return [{"card": found.card, "days": days, "answers": links(found.card, reader, days)}]
