"""An answer how a card goes, given by a signed link: one tap, also for somebody who is signed out."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from academy.models import Membership
from board.follow_ups import answering
from board.forms import FollowUpForm
from board.models import Answer, Card, Help
from commons.telling import signed_links


@login_not_required
@never_cache
@csrf_exempt  # the token is the proof, also for a program without cookies, and it is good for one answer alone
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """GET and HEAD show what the link records, with one button, because mail scanners open links; POST records it."""
    try:
        said = answering.signed(token)
    except signed_links.Expired:
        return _closed(request, "expired", 410)
    except signed_links.NotOurs:
        return _closed(request, "altered", 404)
    card, member = _card_and_member(said)
    if card is None or member is None:
        return _closed(request, "gone", 410)
    if request.user.is_authenticated and request.user.pk != member.person_id:
        return _closed(request, "another", 403)
    form = FollowUpForm(member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answering.answer(card, said.answer, by=member, days=said.days, **form.cleaned_data)
        except PermissionDenied:
            return _closed(request, "gone", 410)
        return redirect(request.path)
    return _show(request, card, member, said, form)


def _card_and_member(said: answering.Signed) -> tuple[Card | None, Membership | None]:
    """Returns card and member while the member is still an owner who takes part, and the card is there."""
    members = Membership.objects.active().select_related("person", "edition", "bloc", "state")
    member = members.filter(pk=said.member, owned_cards__card=said.card).first()
    card = Card.objects.filter(pk=said.card, hidden_at=None).first()
    may = member is not None and not member.is_muted and signed_links.holds(said.stamp, member)
    return card, member if may else None


def _show(
    request: HttpRequest, card: Card, member: Membership, said: answering.Signed, form: FollowUpForm
) -> HttpResponse:
    newest: Any = card.states.select_related("author__person").first()
    recorded = (newest.answer, newest.asked_after, newest.author_id) == (said.answer, said.days, member.pk)
    helpers = Membership.objects.filter(helped_cards__card=card, helped_cards__state=Help.ACCEPTED)
    context = {
        "card": card,
        "answer": Answer(said.answer),
        "form": form,
        "newest": newest,
        "is_recorded": recorded,
        "helpers": list(helpers.select_related("person")) if recorded and said.answer == Answer.STUCK else [],
    }
    return render(request, "board/follow_up.html", context, status=422 if form.is_bound else 200)


def _closed(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "board/follow_up_closed.html", {"why": why}, status=status)
