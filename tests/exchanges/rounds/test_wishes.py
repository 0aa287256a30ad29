"""Two people kept together or apart, and the price that is shown before."""

import datetime
import random
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Parting, Pin, Round
from exchanges.pairing.prices import least, price, standings
from exchanges.pairing.proposals import propose
from exchanges.rounds import making, proposing, publishing, wishes
from exchanges.rounds.wishes import Wish, WishKind
from tests.exchanges import casts

OPENS, CLOSES = casts.iso_week(2026, 30)


@pytest.fixture
def proposed(edition, chiara, adjoa, tunde, kerwin, shanice) -> Round:
    now = timezone.now()
    days = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    compare = edition.formats.get(slug="compare-pair")
    round = making.make_round(edition, topic=None, format=compare, by=chiara, **days)
    proposing.propose(round, by=chiara)
    return round


def pairs(round: Round) -> set[frozenset[int]]:
    return {frozenset(member["id"] for member in group["members"]) for group in round.proposal["groups"]}


def asked(size: int) -> dict:
    crowd = casts.crowd(random.Random(1), size, size)
    said = {"topic": None, "topics": casts.TOPICS, "opens": OPENS, "closes": CLOSES}
    return {"delegates": crowd, "parted": [], "pinned": [], **said}


@pytest.mark.pure
def test_the_price_of_a_wish_is_what_pairing_again_loses() -> None:
    said = asked(6)
    without = propose(**said)
    for group in without.groups:
        one, other = group.keys
        found = price(said, parted=[(one, other)])
        granted = propose(**{**said, "parted": [(one, other)]})
        assert found.total == (without.total, granted.total)
        assert found.least == (least(without), least(granted))
        before, after = standings(without), standings(granted)
        worse = {key for key in before if before[key].worth - after[key].worth >= 0.005}
        assert {change.key for change in found.weaker} == worse
        assert all(change.after == after[change.key] for change in found.weaker)


@pytest.mark.pure
def test_a_wish_that_holds_already_costs_nothing() -> None:
    said = asked(6)
    one, other = propose(**said).groups[0].keys
    found = price(said, pinned=[(one, other)])
    assert found.total[0] == found.total[1]
    assert not found.weaker


@pytest.mark.pure
@pytest.mark.long
def test_a_price_takes_less_than_a_second_for_60_and_five_for_500_a_side() -> None:
    for size, seconds in ((30, 1), (500, 5)):
        said = asked(size)
        begun = time.perf_counter()
        price(said, pinned=[(said["delegates"][0].key, said["delegates"][-1].key)])
        assert time.perf_counter() - begun < seconds


@pytest.mark.parametrize("kind", list(WishKind))
def test_a_wish_is_priced_kept_and_lifted(proposed, client_of, chiara, adjoa, kerwin, shanice, kind) -> None:
    partner = kerwin if {adjoa.pk, kerwin.pk} in map(set, pairs(proposed)) else shanice
    other = {WishKind.PART: partner, WishKind.PIN: shanice if partner is kerwin else kerwin}[kind]
    client = client_of(chiara)
    address = reverse("wish", args=[proposed.edition.slug, proposed.number])
    two = {"kind": str(kind), "first": adjoa.pk, "second": other.pk}
    page = client.get(address, two).content.decode()
    assert "The round was paired twice" in page
    assert "%%" not in page
    assert not Pin.objects.exists()
    assert not Parting.objects.exists()
    assert client.post(address, {**two, "reason": "They share an office.", "language": "en"}).status_code == 302
    proposed.refresh_from_db()
    assert ({adjoa.pk, other.pk} in map(set, pairs(proposed))) is (kind == WishKind.PIN)
    shown = client.get(proposed.get_absolute_url()).content.decode()
    assert '<span lang="en">They share an office.</span>' in shown
    kept = Pin.objects.first() or Parting.objects.get()
    lifted = client.post(reverse("lift_wish", args=[proposed.edition.slug, proposed.number, str(kind), kept.pk]))
    assert lifted.status_code == 302
    assert not Pin.objects.exists()
    assert not Parting.objects.exists()


def test_a_parting_without_a_reason_is_asked_for_one_and_keeps_the_choice(proposed, client_of, chiara, adjoa, kerwin):
    address = reverse("wish", args=[proposed.edition.slug, proposed.number])
    answer = client_of(chiara).post(address, {"kind": "part", "first": adjoa.pk, "second": kerwin.pk, "reason": ""})
    assert answer.status_code == 422
    assert "Say why, in a sentence." in answer.content.decode()
    assert "The round was paired twice" in answer.content.decode()


@pytest.mark.parametrize("sent", [{}, {"kind": "x"}, {"kind": "part", "first": "1" * 40, "second": "x"}])
def test_any_input_is_answered(proposed, client_of, chiara, sent) -> None:
    client, address = client_of(chiara), reverse("wish", args=[proposed.edition.slug, proposed.number])
    assert client.get(address, sent).status_code in (200, 422)
    assert client.post(address, sent).status_code == 422


def test_wishes_that_cannot_be_kept_are_refused_with_words(proposed, chiara, adjoa, tunde, kerwin) -> None:
    def refused(kind: WishKind, one, other) -> None:
        with pytest.raises(making.RoundFault):
            wishes.price_of(proposed, Wish(kind, one, other))
        with pytest.raises(making.RoundFault):
            wishes.keep(proposed, Wish(kind, one, other), by=chiara, reason="So.", language="en")

    refused(WishKind.PIN, adjoa, tunde)
    refused(WishKind.PART, adjoa, adjoa)
    wishes.keep(proposed, Wish(WishKind.PART, kerwin, adjoa), by=chiara, reason="So.", language="en")
    refused(WishKind.PIN, adjoa, kerwin)


def test_only_the_course_team_keeps_a_wish_and_only_before_publication(proposed, chiara, adjoa, kerwin) -> None:
    wish = Wish(WishKind.PIN, adjoa, kerwin)
    with pytest.raises(PermissionDenied):
        wishes.keep(proposed, wish, by=adjoa, reason="", language="en")
    publishing.publish(proposed, by=chiara)
    with pytest.raises(making.RoundFault):
        wishes.keep(proposed, wish, by=chiara, reason="", language="en")


def test_somebody_of_another_course_is_not_on_offer(proposed, client_of, chiara, adjoa, outsider) -> None:
    address = reverse("wish", args=[proposed.edition.slug, proposed.number])
    sent = {"kind": "pin", "first": adjoa.pk, "second": outsider.pk}
    assert client_of(chiara).get(address, sent).status_code == 422
