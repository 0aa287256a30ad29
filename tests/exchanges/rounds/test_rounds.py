"""A round from its proposal to the page of an exchange."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons import notices
from commons.models import Notice
from desk.people import changing
from exchanges.models import Exchange, Participant, Round
from exchanges.rounds import making, proposing, publishing
from rooms.models import Room

ASKED = {"topic": None, "weights": None}


@pytest.fixture
def proposed(edition, chiara, adjoa, tunde, kerwin, shanice) -> Round:
    """An unpublished round with a proposal of two pairs."""
    now = timezone.now()
    days = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    round = making.make_round(edition, format=edition.formats.get(slug="compare-pair"), by=chiara, **days, **ASKED)
    proposing.propose(round, by=chiara)
    return round


@pytest.fixture
def published(proposed, chiara) -> Round:
    publishing.publish(proposed, by=chiara)
    return proposed


def pairs(round: Round) -> set[frozenset[int]]:
    seats: dict[int, set[int]] = {}
    for exchange, member in Participant.objects.filter(exchange__round=round).values_list("exchange", "membership"):
        seats.setdefault(exchange, set()).add(member)
    return set(map(frozenset, seats.values()))


def test_a_round_publishes_what_was_proposed(proposed, chiara) -> None:
    looked_at = {frozenset(member["id"] for member in group["members"]) for group in proposed.proposal["groups"]}
    publishing.publish(proposed, by=chiara)
    assert pairs(proposed) == looked_at
    assert proposed.proposal is None, "pages read it with each exchange"
    assert Room.objects.filter(exchange__round=proposed).count() == 2


def test_publishing_twice_changes_nothing(published, chiara) -> None:
    publishing.publish(published, by=chiara)
    assert Exchange.objects.filter(round=published).count() == 2
    assert Notice.objects.filter(kind="paired").count() == 4


def test_each_member_is_notified_of_their_partners(published, adjoa, chiara) -> None:
    notice = Notice.objects.get(to=adjoa, kind="paired")
    exchange = Exchange.objects.get(participants__membership=adjoa)
    partner = exchange.participants.exclude(membership=adjoa).get().membership
    assert notice.path == exchange.get_absolute_url()
    assert f"paired with {partner.person.given_name}." in notices.sentence_of(notice, adjoa)
    changing.remove(partner, by=chiara, named=False)
    adjoa.edition.refresh_from_db()
    assert "paired with a former delegate." in notices.sentence_of(notice, adjoa)


def test_an_unpublished_round_notifies_nobody_and_is_not_shown(proposed, client_of, adjoa) -> None:
    assert not Notice.objects.exists()
    page = client_of(adjoa).get(reverse("exchanges", args=[proposed.edition.slug])).content.decode()
    assert "None to come" in page


def test_a_round_is_proposed_again_when_a_member_has_left(proposed, chiara, kerwin) -> None:
    kerwin.suspended_at = timezone.now()
    kerwin.save()
    with pytest.raises(making.RoundFault, match="Kerwin"):
        publishing.publish(proposed, by=chiara)
    assert not Exchange.objects.exists()
    proposing.propose(proposed, by=chiara)
    publishing.publish(proposed, by=chiara)
    assert kerwin.pk not in set().union(*pairs(proposed))


def test_a_published_round_is_neither_proposed_again_nor_discarded(published, chiara) -> None:
    for verb in (proposing.propose, making.discard):
        with pytest.raises(making.RoundFault):
            verb(published, by=chiara)
    assert Exchange.objects.filter(round=published).count() == 2


def test_an_unpublished_round_can_be_discarded(proposed, chiara) -> None:
    making.discard(proposed, by=chiara)
    assert not Round.objects.exists()


@pytest.mark.parametrize("verb", [proposing.propose, publishing.publish, making.discard])
def test_only_the_course_team_may_change_a_round(proposed, adjoa, verb) -> None:
    with pytest.raises(PermissionDenied):
        verb(proposed, by=adjoa)


def test_the_page_of_an_exchange_shows_partner_reasons_slots_stages_and_room(published, client_of, adjoa) -> None:
    exchange = Exchange.objects.get(participants__membership=adjoa)
    partner = exchange.participants.exclude(membership=adjoa).get().membership
    page = " ".join(client_of(adjoa).get(exchange.get_absolute_url()).content.decode().split())
    assert partner.person.name in page
    assert "Why you two" in page
    assert "You both" in page or "You chose" in page or "chose “" in page
    assert "From the free hours of everybody in it" in page
    for place in ("Porto-Novo", {"Kerwin": "Kingston", "Shanice": "Bridgetown"}[partner.person.given_name]):
        assert f"{place}, where" in page
    for stage in exchange.round.format.stages:
        assert stage["title"]["en"] in page
    assert f'href="{exchange.room.get_absolute_url()}"' in page


def test_only_its_members_and_the_course_team_may_see_an_exchange(published, client_of, adjoa, tunde, chiara) -> None:
    address = Exchange.objects.get(participants__membership=adjoa).get_absolute_url()
    seen = [client_of(who).get(address).status_code for who in (adjoa, tunde, chiara)]
    assert seen == [200, 403, 200]
