"""Answers by mail to what waits in a room: messages in it, by the same act as the page's form."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from academy.models import Membership
from commons import notices
from commons.inbound import answerable
from commons.inbound.answerable import Answer, NotSaid, Use
from rooms import access
from rooms.messages import frames
from rooms.messages.answers import refusal
from rooms.messages.over_http import do
from rooms.messages.posting import Refusal, Work
from rooms.models import Message

LETTER = "m"
KINDS = frozenset({notices.CALL, "relay-asked", "relay-word", "relay-passed"})


class RoomIsBusy(Exception):
    """The room takes nothing just now; the mail is tried again."""


def register() -> None:
    answerable.register(Use(LETTER, "room", KINDS, _say))


def _say(by: Membership, pk: int, answer: Answer) -> str:
    room = access.find(pk)
    if room is None or room.edition_id != by.edition_id:
        raise Http404
    if not access.may_enter(by, room):
        raise PermissionDenied
    try:
        act = frames.parse_send({"id": str(answer.client_id), "body": answer.text})
    except frames.Invalid as fault:
        raise NotSaid(frames.body_fault(answer.text) or refusal(fault.code)["detail"]) from fault
    said = do(Work(room.pk, by.pk, act, next(iter(by.person.languages), "en")))
    if isinstance(said, Refusal):
        if said.code == "rate":
            raise RoomIsBusy
        raise NotSaid(refusal(said.code)["detail"])
    return Message.objects.get(pk=said.message).get_absolute_url()
