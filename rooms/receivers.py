"""Receivers for signals of lower floors: each only calls verbs."""

from typing import Any

from django.utils import timezone

from academy.models import Edition, Membership, Person, Session
from rooms.announcing import MembershipChanged, SessionEnded, SignedOut, announce_after_commit, room_reached
from rooms.common_rooms import open_common_rooms
from rooms.messages.noting import touch
from rooms.models import Access, Message
from rooms.moderation import accesses


def on_topics_came(sender: type[Edition], *, edition: Edition, **_kwargs: Any) -> None:
    open_common_rooms(edition)


def on_membership_changed(sender: type[Membership], *, membership: Membership, **_kwargs: Any) -> None:
    announce_after_commit(MembershipChanged(membership.pk))


def on_signed_out(sender: type[Person], *, person: Person, **_kwargs: Any) -> None:
    announce_after_commit(SignedOut(person.pk))


def on_session_deleted(sender: type[Session], *, instance: Session, **_kwargs: Any) -> None:
    if instance.expire_date > timezone.now():  # the clean-up of old rows is nobody's sign-out
        announce_after_commit(SessionEnded(instance.session_key))


def on_hidden_or_restored(sender: type[Message], *, target: Message, **_kwargs: Any) -> None:
    room_reached(target.room_id, touch(target))


def on_settled(sender: type[Message], *, target: Message, **_kwargs: Any) -> None:
    accesses.end(Access.objects.filter(room=target.room_id, report__target_id=target.pk))
