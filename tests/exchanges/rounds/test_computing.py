"""Proposals of many people: asked for, computed once by the timetable, and shown when they are there."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commons import timetable
from commons.models import Notice, Timetabled
from exchanges.models import Round
from exchanges.rounds import computing, making, proposing, publishing
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(edition, chiara, monkeypatch) -> Round:
    """Twelve delegates; more than ten are many here."""
    monkeypatch.setattr(computing, "MOST_AT_ONCE", 10)
    for bloc in ("ECOWAS", "CARICOM"):
        cast.crowd(edition, bloc, 6)
    opens, closes = making.window(edition, *making.usual_days(edition))
    compare = edition.formats.get(slug="compare-pair")
    return making.make_round(edition, topic=None, format=compare, opens=opens, closes=closes, by=chiara)


@pytest.fixture
def asked(round, chiara) -> Round:
    computing.propose_or_ask(round, by=chiara)
    assert round.proposal_asked_at is not None
    return round


def told(member) -> list[str]:
    return list(Notice.objects.filter(to=member, kind__startswith="pairs_").values_list("kind", flat=True))


def page(client, round) -> str:
    answer = client.get(round.get_absolute_url())
    assert ("Refresh" in answer) == (round.proposal_asked_at is not None)
    return answer.content.decode()


def test_the_page_says_how_far_it_is(asked, chiara, client_of, monkeypatch) -> None:
    assert "It waits for a worker" in page(client_of(chiara), asked)
    seen = []
    computed = computing.proposing.proposal_for

    def looked_at(round):
        asked.refresh_from_db()
        seen.append(page(client_of(chiara), asked))
        return computed(round)

    monkeypatch.setattr(computing.proposing, "proposal_for", looked_at)
    computing.compute_asked(timezone.now())
    assert "A worker is at it" in seen[0]
    asked.refresh_from_db()
    assert asked.proposal_began_at is None


def test_few_people_are_paired_before_the_page_answers(round, chiara, monkeypatch) -> None:
    monkeypatch.setattr(computing, "MOST_AT_ONCE", 12)
    computing.propose_or_ask(round, by=chiara)
    assert round.proposal
    assert round.proposal_asked_at is None


def test_many_are_asked_for_computed_by_the_timetable_and_shown(asked, client_of, chiara) -> None:
    client = client_of(chiara)
    assert not asked.proposal
    assert "The pairs are being computed" in page(client, asked)
    assert "proposals" in timetable.work_off(timezone.now())
    asked.refresh_from_db()
    assert len(asked.proposal["groups"]) == 6
    assert "Publish the round" in page(client, asked)
    assert told(chiara) == ["pairs_ready"]


def test_they_are_computed_once(asked, chiara) -> None:
    now = timezone.now()
    assert computing.compute_asked(now) == 1
    assert computing.compute_asked(now) == 0
    assert told(chiara) == ["pairs_ready"]


def test_of_two_workers_at_it_at_once_one_stores_them(asked, chiara, monkeypatch) -> None:
    """The second begins while the first computes, as after a lease that has lapsed."""
    pair, others = proposing.proposal_for, []

    def slow(round):
        if not others:
            others.append(None)
            others[0] = computing.compute_asked(timezone.now())
        return pair(round)

    monkeypatch.setattr(proposing, "proposal_for", slow)
    assert computing.compute_asked(timezone.now()) == 0
    assert others == [1]
    assert told(chiara) == ["pairs_ready"]


def test_a_killed_worker_leaves_them_to_the_next(asked, monkeypatch) -> None:
    now = timezone.now()

    def die(_round):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(proposing, "proposal_for", die)
        with pytest.raises(SystemExit):
            timetable.work_off(now)
    assert Timetabled.objects.get(name="proposals").leased_until > now
    assert "proposals" not in timetable.work_off(now)
    assert "proposals" in timetable.work_off(now + timetable.LEASE + datetime.timedelta(seconds=1))
    asked.refresh_from_db()
    assert asked.proposal


def test_what_was_asked_for_before_a_change_is_not_stored(asked, chiara, monkeypatch) -> None:
    pair = proposing.proposal_for

    def change(round):
        computing.propose_or_ask(Round.objects.get(pk=round.pk), by=chiara)
        return pair(round)

    with monkeypatch.context() as patched:
        patched.setattr(proposing, "proposal_for", change)
        assert computing.compute_asked(timezone.now()) == 0
    assert Round.objects.get().proposal_asked_at is not None
    assert computing.compute_asked(timezone.now()) == 1


def test_a_discarded_round_is_not_computed(asked, chiara) -> None:
    making.discard(asked, by=chiara)
    assert computing.compute_asked(timezone.now()) == 0


def test_pairs_that_cannot_be_made_say_why(round, chiara, client_of, edition, monkeypatch) -> None:
    monkeypatch.setattr(computing, "MOST_AT_ONCE", 0)
    edition.memberships.filter(bloc__code="CARICOM").update(welcomed_at=None)
    computing.propose_or_ask(round, by=chiara)
    assert computing.compute_asked(timezone.now()) == 1
    round.refresh_from_db()
    assert "a round needs delegates of both blocs" in page(client_of(chiara), round)
    assert told(chiara) == ["pairs_impossible"]


def test_nothing_is_published_while_pairs_are_computed(asked, chiara) -> None:
    with pytest.raises(making.RoundFault, match="being computed"):
        publishing.publish(asked, by=chiara)


def test_the_desk_asks_for_many_with_its_button(round, client_of, chiara) -> None:
    client_of(chiara).post(reverse("propose_round", args=[round.edition.slug, round.number]))
    round.refresh_from_db()
    assert round.proposal_asked_by == chiara
