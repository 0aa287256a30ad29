"""The blocs of a comparison as its columns, west left as on the map."""

import dataclasses
from collections.abc import Iterable

from academy.models import Edition, Membership, Topic
from academy.pages.texts import localized
from academy.voices import voices_of
from forum.permissions import sees_other_shore


@dataclasses.dataclass(frozen=True)
class Column:
    """A bloc; ``name`` is its short name in the reader's language, looked up once for a page."""

    pk: int
    code: str
    shore: str
    name: str


def columns_of(edition: Edition) -> list[Column]:
    """Returns the edition's blocs, west before east, without a query."""
    return [Column(bloc.pk, bloc.code, bloc.shore, localized(bloc.short)) for bloc in voices_of(edition).blocs]


def names_of(found: Iterable[Column]) -> dict[str, str]:
    """Maps each bloc's code to its short name."""
    return {column.code: column.name for column in found}


def closed_columns(found: Iterable[Column], topic: Topic, reader: Membership) -> set[str]:
    """Returns the codes of the blocs whose sentences are closed to the reader until they publish a reflection on the
    topic."""
    if sees_other_shore(reader, topic):
        return set()
    return {column.code for column in found if column.pk != reader.bloc_id}
