"""Who never came is neither paired nor asked to read, unless a facilitator wants everybody on the roster."""

import datetime

import pytest
from django.utils import timezone

from exchanges.models.rounds import TakesPart
from exchanges.rounds import making, proposing
from forum.models import Reader
from forum.reflecting import reflections
from tests import cast


@pytest.fixture
def absent(edition, chiara):
    cast.join(edition, "adjoa")
    cast.join(edition, "kerwin")
    return cast.join(edition, "shanice", welcomed_at=None)


def paired(edition, chiara, **options: object) -> set[str]:
    now = timezone.now()
    days = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    format = edition.formats.get(slug="compare-pair")
    round = making.make_round(edition, topic=None, format=format, by=chiara, **days, **options)
    proposing.propose(round, by=chiara)
    named = {person["id"] for group in round.proposal["groups"] for person in group["members"]}
    named |= {left["id"] for left in round.proposal["unplaced"]}
    return set(edition.memberships.filter(pk__in=named).values_list("person__given_name", flat=True))


def test_a_round_pairs_those_who_have_come(edition, chiara, absent) -> None:
    assert paired(edition, chiara) == {"Adjoa", "Kerwin"}
    assert paired(edition, chiara, takes_part=TakesPart.EVERYBODY) == {"Adjoa", "Kerwin", "Shanice"}


def test_nobody_who_never_came_is_asked_to_read(edition, absent) -> None:
    adjoa = edition.memberships.get(person__given_name="Adjoa")
    edition.memberships.filter(person__given_name="Kerwin").update(welcomed_at=None)
    text = {"headline": "Periods count", "answers": {edition.prompts.first().key: "We count."}, "language": "en"}
    reflections.publish(edition.topics.first(), by=adjoa, text=text)
    assert not Reader.objects.exists()
