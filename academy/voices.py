"""Voices: the name, shore, state, kind and role of each member, kept in the process's memory by edition.

Every page shows them and they rarely change, so no page joins tables for a name. ``Edition.people_version``
becomes another number, never used before, in the transaction that changes one of them. A page reads that number with
its edition, and reads the members again when it differs from the number in memory, so no page shows an older name than
its database has.
"""

import dataclasses
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.translation import get_language

from academy.hours.whereabouts import Whereabouts, read
from academy.models import Bloc, Edition, Kind, Membership, Person, Role, State
from academy.models.people import name_of
from academy.pages.numbers import another
from academy.pages.texts import localized

MOST_EDITIONS = 64
_SHOWN: dict[type, frozenset[str]] = {
    Membership: frozenset({"person", "edition", "role", "kind", "bloc", "state", "organisation", "left_at"}),
    Person: frozenset({"given_name", "family_name", "email", "time_zone", "stays"}),
    Bloc: frozenset({"shore", "names", "short", "code"}),
    State: frozenset({"names", "code"}),
}
_PERSON = ("person__given_name", "person__family_name", "person__email", "person__time_zone", "person__stays")


@dataclasses.dataclass(frozen=True, slots=True)
class Voice:
    """The data of a member that pages show. ``pk`` is the membership's; ``names``: given, family, address.

    ``has_left``: a facilitator took them out of the course. Their texts stay, and so they keep a voice.
    """

    pk: int
    person_id: int
    names: tuple[str, str, str]
    organisation: str
    kind: str
    role: str
    whereabouts: Whereabouts
    has_left: bool
    bloc: Bloc | None
    state: State | None

    @property
    def time_zone(self) -> str:
        """The zone of the place where they are now."""
        return self.whereabouts.zone_now

    @property
    def place_now(self) -> str:
        return self.whereabouts.place_now

    @property
    def name(self) -> str:
        return name_of(*self.names)

    @property
    def given_name(self) -> str:
        """The given name; the whole name when it is empty."""
        return self.names[0] or self.name

    @property
    def bloc_id(self) -> int | None:
        return self.bloc.pk if self.bloc else None

    @property
    def shore(self) -> str:
        """ "west" or "east"; "middle" for somebody who belongs to no bloc."""
        return self.bloc.shore if self.bloc else "middle"

    @property
    def origin(self) -> str:
        """Bloc and state, or the role of somebody who belongs to no bloc, in the reader's language."""
        if self.bloc is None:
            return self.get_role_display()
        bloc = localized(self.bloc.short)
        return f"{bloc} · {localized(self.state.names)}" if self.state else bloc

    def get_kind_display(self) -> str:
        return _label(Kind, self.kind, get_language()) if self.kind else ""

    def get_role_display(self) -> str:
        return _label(Role, self.role, get_language())


@lru_cache(maxsize=2**7)
def _label(words: type[TextChoices], value: str, _language: str | None) -> str:
    """Cached, because a list of thirty voices names as many kinds."""
    return str(words(value).label)


class Voices(dict[int, Voice]):
    """Maps membership id -> voice in one edition. It reads all members again for a member who is not in memory yet.

    ``blocs`` are the edition's, west before east. ``derived`` holds what higher floors compute of these voices alone,
    by a key of theirs that names the language too; it goes when the voices are read again.
    """

    blocs: list[Bloc]
    derived: dict[Any, Any]

    def __init__(self, edition_id: int, version: int) -> None:
        super().__init__()
        self.edition_id, self.version = edition_id, version
        self._read()

    def __missing__(self, member: int) -> Voice:
        """Adds those who came without a new version; who is known stays, because a transaction that reads here may
        undo its changes. Raises KeyError for nobody of this edition."""
        read_now = Voices(self.edition_id, self.version)
        if member not in read_now:
            raise KeyError(member)
        self.update({**read_now, **self})
        self.derived = {}
        return self[member]

    def lend(self, rows: Iterable[Any]) -> None:
        """Gives each row with an ``author_id`` its author's voice, as its attribute ``voice``."""
        for row in rows:
            row.voice = self[row.author_id]

    def _read(self) -> None:
        self.derived = {}
        blocs, states = Bloc.objects.in_bulk(), State.objects.in_bulk()
        own = Edition.blocs.through.objects.filter(edition=self.edition_id).values_list("bloc", flat=True)
        self.blocs = sorted((blocs[pk] for pk in own), key=lambda bloc: (bloc.shore == "east", bloc.code))
        members = Membership.objects.filter(edition=self.edition_id).values_list(
            "pk", "person", "bloc", "state", "organisation", "kind", "role", "left_at", *_PERSON
        )
        for (
            pk,
            person,
            bloc,
            state,
            organisation,
            kind,
            role,
            left_at,
            given,
            family,
            email,
            zone,
            stays,
        ) in members.order_by():
            what = {"organisation": organisation, "kind": kind, "role": role}
            what |= {"whereabouts": Whereabouts(zone, read(stays)), "has_left": left_at is not None}
            names = (given, family, email)
            self[pk] = Voice(pk, person, names, **what, bloc=blocs.get(bloc), state=states.get(state))


_held: dict[int, Voices] = {}


def voices_of(edition: Edition) -> Voices:
    """Returns the edition's voices. Four queries when somebody has changed since the last call here, else none."""
    held = _held.get(edition.pk)
    if held is None or held.version != edition.people_version:
        if len(_held) >= MOST_EDITIONS:
            _held.clear()
        held = _held[edition.pk] = Voices(edition.pk, edition.people_version)
    return held


def forget() -> None:
    """Empties the memory, as in a process that has just started."""
    _held.clear()


def follow_changes() -> None:
    """Makes every change of a voice's data renew the version of the editions that show it."""
    for model in _SHOWN:
        post_save.connect(_changed, sender=model, dispatch_uid="voices saved")
        post_delete.connect(_changed, sender=model, dispatch_uid="voices deleted")
    m2m_changed.connect(_blocs_changed, sender=Edition.blocs.through, dispatch_uid="blocs of an edition")


def _changed(sender: type, instance: Any, update_fields: frozenset[str] | None = None, **_signal: Any) -> None:
    if update_fields is not None and _SHOWN[sender].isdisjoint(update_fields):
        return
    editions = Edition.objects.all()
    if sender is Membership:
        editions = editions.filter(pk=instance.edition_id)
    elif sender is Person:
        editions = editions.filter(pk__in=Membership.objects.filter(person=instance.pk).values("edition"))
    _renew(editions)


def _blocs_changed(sender: type, instance: Any, reverse: bool, **_signal: Any) -> None:
    _renew(Edition.objects.all() if reverse else Edition.objects.filter(pk=instance.pk))


def _renew(editions: QuerySet[Edition]) -> None:
    editions.update(people_version=another())
