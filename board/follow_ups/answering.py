"""An owner answers how it goes, on a page or by a signed link that works for one card and one answer."""

import dataclasses
import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.courses import life
from academy.models import Membership
from academy.pages.addresses import address
from board.cards.moving import add_state, tell_followers
from board.follow_ups.due import due_among, with_answers
from board.models import Answer, Card, CardState, State
from board.permissions import check_changing, is_owner
from commons import notices
from commons.models import Notice
from commons.telling import signed_links, taps
from commons.telling.taps import Tap

LASTS = datetime.timedelta(days=60)
_SALT = "follow-up of a card"
_STATES: dict[str, State] = {Answer.DONE: State.DONE, Answer.DROPPED: State.DROPPED}


def register() -> None:
    taps.register("follow-up", _taps_of)


@dataclasses.dataclass(frozen=True)
class Signed:
    """The content of a link: this answer of this member on this card, asked after so many days. ``stamp``: see
    ``signed_links``."""

    card: int
    member: int
    days: int
    answer: str
    stamp: str


@transaction.atomic
def answer(
    card: Card, answer: str, *, by: Membership, days: int, sentence: str = "", language: str = "en"
) -> CardState:
    """Records the answer; "done" and "dropped" move the card, too. The same answer again only adds its sentence.

    Raises PermissionDenied.
    """
    if answer not in Answer.values:
        raise PermissionDenied
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    life.check(by.edition, life.Act.WRITE)  # the link's page lets people in by itself
    newest = card.states.first()
    if newest is not None and (newest.answer, newest.asked_after, newest.author_id) == (answer, days, by.pk):
        if sentence:
            newest.sentence, newest.language = sentence, language
            newest.save(update_fields=["sentence", "language"])
        return newest
    state = _STATES.get(answer, State(card.state))
    moves = state != card.state
    row = add_state(card, state, by=by, sentence=sentence, language=language, answer=answer, asked_after=days)
    notices.withdraw_at(card.get_absolute_url(), "follow-up")
    if moves:
        tell_followers(card, by=by)
    return row


def link(card: Card, member: Membership, days: int, answer: str) -> str:
    """Returns the path of the page that records this answer by one tap, also for somebody who is signed out."""
    return address("follow_up", signed_links.token([card.pk, member.pk, days, answer], member, salt=_SALT))


def links(card: Card, member: Membership, days: int) -> list[tuple[str, str]]:
    """Returns the path and the words of each answer."""
    return [(link(card, member, days, answer.value), str(answer.label)) for answer in Answer]


def signed(token: str) -> Signed:
    """Raises Expired or NotOurs, of ``signed_links``."""
    return Signed(*signed_links.read(token, salt=_SALT, lasts=LASTS))


def _taps_of(notice: Notice, reader: Membership) -> list[Tap]:
    """Returns the links of a mail that asks how it goes; none once somebody has answered or the card is gone."""
    card = with_answers(Card.objects.filter(pk=notice.about_id or 0)).first()
    if card is None or not is_owner(reader, card.owners.all()):
        return []
    asking = [days for _card, days in due_among([card], reader.edition, timezone.now())]
    return [Tap(words, path) for days in asking for path, words in links(card, reader, days)]
