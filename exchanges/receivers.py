"""Receivers of signals from lower floors. Each only calls a verb."""

from typing import Any

from academy.courses.pack_parts import Content, bring, copy
from academy.models import Edition, Membership
from exchanges.outcomes.making import follow_hiding
from exchanges.relay.naming import name_again
from exchanges.rounds.formats import FORMATS
from rooms.models import Message


def on_edition_opened(
    sender: type[Edition], *, edition: Edition, content: Content, like: Edition | None = None, **_kwargs: Any
) -> None:
    copy(FORMATS, like, edition) if like else bring(FORMATS, edition, None, content)


def on_pack_changed(
    sender: type[Edition], *, edition: Edition, before: Content, content: Content, **_kwargs: Any
) -> None:
    bring(FORMATS, edition, before, content)


def on_role_changed(sender: type[Membership], *, membership: Membership, **_kwargs: Any) -> None:
    if membership.left_at is not None:
        name_again(membership)


def on_hidden_or_restored(sender: type[Message], *, target: Message, **_kwargs: Any) -> None:
    if target.field:
        follow_hiding(target)
