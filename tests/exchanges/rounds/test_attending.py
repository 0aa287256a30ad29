"""Who takes part in a round, and what a facilitator decides about it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from exchanges.models import Round
from exchanges.rounds import attending, making, proposing, publishing
from exchanges.scheduling import availability


@pytest.fixture
def proposed(edition, chiara, adjoa, tunde, kerwin, shanice) -> Round:
    """An unpublished round with a proposal; Shanice has not come yet."""
    type(shanice).objects.filter(pk=shanice.pk).update(welcomed_at=None)
    now = timezone.now()
    days = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    compare = edition.formats.get(slug="compare-pair")
    round = making.make_round(edition, topic=None, format=compare, by=chiara, **days)
    proposing.propose(round, by=chiara)
    return round


def why(round: Round) -> dict[str, str]:
    return {present.member.person.given_name: present.why for present in attending.present_in(round)}


def placed(round: Round) -> set[int]:
    return {member["id"] for group in round.proposal["groups"] for member in group["members"]}


def test_whoever_has_not_come_is_left_out_and_said_to_be(proposed, shanice, client_of, chiara) -> None:
    assert why(proposed) == {"Adjoa": "", "Tunde": "", "Kerwin": "", "Shanice": "not come"}
    assert shanice.pk not in placed(proposed)
    page = client_of(chiara).get(proposed.get_absolute_url()).content.decode()
    assert "1 delegate is left out" in page


def test_a_facilitator_includes_somebody_and_leaves_somebody_out(proposed, shanice, tunde, client_of, chiara) -> None:
    address = reverse("round_people", args=[proposed.edition.slug, proposed.number])
    client = client_of(chiara)
    assert client.post(address, {"include": shanice.pk}).status_code == 302
    assert client.post(address, {"leave_out": [tunde.pk, "x", "9" * 30]}).status_code == 302
    proposed.refresh_from_db()
    assert why(proposed) == {"Adjoa": "", "Tunde": "left out", "Kerwin": "", "Shanice": ""}
    assert shanice.pk in placed(proposed)
    assert tunde.pk not in placed(proposed)
    page = client.get(address).content.decode()
    assert "A facilitator left this person out." in page
    assert "Has not come yet; a facilitator included this person." in page


def test_nobody_chosen_changes_nothing_and_says_so(proposed, client_of, chiara) -> None:
    address = reverse("round_people", args=[proposed.edition.slug, proposed.number])
    assert "Choose somebody first." in client_of(chiara).post(address, follow=True).content.decode()


def test_whoever_is_suspended_or_has_left_does_not_take_part(proposed, tunde, adjoa) -> None:
    type(tunde).objects.filter(pk=tunde.pk).update(suspended_at=timezone.now())
    type(adjoa).objects.filter(pk=adjoa.pk).update(left_at=timezone.now())
    assert why(proposed) == {"Tunde": "suspended", "Kerwin": "", "Shanice": "not come"}


def test_only_the_course_team_decides_and_only_before_publication(proposed, adjoa, kerwin, chiara) -> None:
    with pytest.raises(PermissionDenied):
        attending.decide(proposed, [kerwin.pk], takes_part=False, by=adjoa)
    publishing.publish(proposed, by=chiara)
    with pytest.raises(making.RoundFault):
        attending.decide(proposed, [kerwin.pk], takes_part=False, by=chiara)


def test_somebody_of_another_course_cannot_be_included(proposed, outsider, chiara) -> None:
    assert attending.decide(proposed, [outsider.pk], takes_part=True, by=chiara) == 0


def test_pairing_counts_hours_at_the_place_of_the_day_and_none_on_days_off(proposed, adjoa, kerwin) -> None:
    """Kerwin is in Turin for the days of the round, and keeps its second day free of talks."""
    days = [(proposed.opens + n * datetime.timedelta(days=1)).date() for n in range(-1, 9)]
    kerwin.person.stays = [[str(days[0]), str(days[-1]), "Europe/Rome", "Turin"]]
    kerwin.person.save()
    kerwin.days_off = [str(days[2])]
    office = [[day, 8 * 60, 17 * 60] for day in range(7)]
    adjoa.free_hours = kerwin.free_hours = office
    for member in (adjoa, kerwin):
        member.save()
    delegates = {one.key: one for one in proposing.asked_of(proposed)["delegates"]}
    one, other = (delegates[member.person.email] for member in (adjoa, kerwin))
    shared = availability.common([one.diary, other.diary], proposed.opens, proposed.closes)
    assert days[2] not in {begin.date() for begin, _end in shared}
    # Turin and Porto-Novo are an hour or none apart, Kingston and Porto-Novo six.
    assert max(end - begin for begin, end in shared) >= datetime.timedelta(hours=8)
