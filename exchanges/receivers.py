"""What exchanges do when a lower floor speaks: each receiver only calls verbs."""

from typing import Any

from academy.models import Edition, Membership, Person
from rooms.announcing import announce_after_commit, room_reached
from exchanges.rounds.formats import bring_formats
from rooms.models import Message, Opening
from rooms.accesses import access_ended
from rooms.messages.posting import touch
from rooms.common_rooms import open_common_rooms


def on_edition_opened(sender: type[Edition], *, edition: Edition, content: dict[str, Any], **_kwargs: Any) -> None:
    bring_formats(edition, content["formats"]["formats"])
    open_common_rooms(edition)


def on_standing_changed(sender: type[Membership], *, membership: Membership, **_kwargs: Any) -> None:
    announce_after_commit({"what": "standing", "membership": membership.pk})


def on_signed_out(sender: type[Person], *, person: Person, **_kwargs: Any) -> None:
    announce_after_commit({"what": "signed_out", "person": person.pk})


def on_logged_out(sender: Any, *, request: Any, **_kwargs: Any) -> None:
    if request.session.session_key:
        announce_after_commit({"what": "session", "key": request.session.session_key})


def on_hidden_or_restored(sender: type[Message], *, target: Message, **_kwargs: Any) -> None:
    room_reached(target.room_id, touch(target))


def on_settled(sender: type[Message], *, target: Message, **_kwargs: Any) -> None:
    access_ended(Opening.objects.filter(room=target.room_id, report__target_id=target.pk))
