"""Offers and needs: writing, conflicts, withdrawing, which of them meet, and who is told how often."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from board.models import Common, Match, Offering
from board.offering import listing, writing
from commons import moderation
from commons.marks import marking, sources
from tests.commons.written import cell_of

PENSIONS = "We look for a pension claim form that several institutions share."


def offer(by, kind="offer", *, topic="social-security", aspect=None, practice=None, text="How we did it.", **more):
    said = {"kind": kind, "aspect": aspect, "practice": practice, "text": text, "language": "en", **more}
    said["topic"] = by.edition.topics.get(slug=topic)
    return writing.offer(by.edition, by=by, said=said, client_id=uuid.uuid4())


@pytest.fixture
def aspect(edition):
    return cell_of(edition).aspect


def kinds_of(member) -> list[str]:
    return [notice.kind for notice in member.notices.order_by("pk")]


def form(**said):
    return {"kind": "need", "text": PENSIONS, "topic": "social-security", "of": "", "language": "en", **said}


def test_a_need_of_one_shore_meets_an_offer_of_the_other_and_both_are_told_once(adjoa, kerwin, aspect) -> None:
    need = offer(adjoa, "need", aspect=aspect)
    assert kinds_of(adjoa) == []
    given = offer(kerwin, aspect=aspect)
    match = Match.objects.get()
    assert (match.need, match.offer, match.common) == (need, given, Common.ASPECT)
    assert (kinds_of(adjoa), kinds_of(kerwin)) == (["need-met"], ["offer-met"])
    writing.withdraw(given, by=kerwin)
    assert listing.matches_of(need, adjoa) == []
    writing.resume(given, by=kerwin)
    assert [met.theirs for met in listing.matches_of(need, adjoa)] == [given]
    assert (kinds_of(adjoa), kinds_of(kerwin)) == (["need-met"], ["offer-met"])


def test_offers_do_not_meet_offers_nor_ones_own_shore(adjoa, mariam, kerwin, aspect) -> None:
    offer(adjoa, "need", aspect=aspect)
    offer(mariam, aspect=aspect)
    offer(kerwin, "need", aspect=aspect)
    assert list(Match.objects.values_list("need__author", "offer__author")) == [(kerwin.pk, mariam.pk)]


@pytest.mark.parametrize(
    ("theirs", "common"),
    [
        ({}, "topic"),
        ({"aspect": "totalisation"}, None),
        (
            {"aspect": "totalisation", "text": "Our institutions agreed on one pension form and a shared register."},
            None,
        ),
        ({"aspect": "totalisation", "text": "Our institutions share a pension form for several islands."}, "words"),
        ({"topic": "climate"}, None),
        ({"topic": "climate", "text": "The form with which several institutions paid one pension."}, "words"),
        ({"topic": "climate", "text": "Several institutions, a pension.", "language": "fr"}, None),
    ],
)
def test_the_closest_thing_in_common_makes_the_match(edition, adjoa, kerwin, aspect, theirs, common) -> None:
    offer(adjoa, "need", aspect=aspect, text=PENSIONS)
    if "aspect" in theirs:
        theirs = {**theirs, "aspect": cell_of(edition, theirs["aspect"]).aspect}
    offer(kerwin, **theirs)
    assert [match.common for match in Match.objects.all()] == ([common] if common else [])


def test_a_new_offer_tells_the_three_closest(edition, adjoa, mariam, tunde, nilton, kerwin, aspect) -> None:
    needs = [offer(by, "need") for by in (adjoa, mariam, tunde)]
    closest = offer(nilton, "need", aspect=aspect)
    offer(kerwin, aspect=aspect)
    assert set(Match.objects.values_list("need", flat=True)) == {closest.pk, needs[1].pk, needs[2].pk}


def test_an_edit_that_parts_two_ends_the_match_and_meeting_again_tells_nobody(adjoa, kerwin, aspect) -> None:
    need, given = offer(adjoa, "need", aspect=aspect), offer(kerwin, aspect=aspect)
    said = {field: getattr(given, field) for field in writing.FIELDS}
    climate = kerwin.edition.topics.get(slug="climate")
    given = writing.change(given, by=kerwin, said={**said, "aspect": None, "topic": climate})
    assert listing.matches_of(need, adjoa) == []
    writing.change(given, by=kerwin, said=said)
    assert len(listing.matches_of(need, adjoa)) == 1
    assert kinds_of(adjoa) == ["need-met"]


def test_one_tap_opens_the_conversation_of_the_two(adjoa, kerwin, shanice, aspect, client_of) -> None:
    offer(adjoa, "need", aspect=aspect)
    offer(kerwin, aspect=aspect)
    match = Match.objects.get()
    today = client_of(kerwin).get(reverse("today", args=[kerwin.edition.slug])).content.decode()
    address = reverse("write_across", args=[match.pk])
    assert address in today
    assert client_of(shanice).post(address).status_code == 403
    room = client_of(adjoa).post(address).url
    assert client_of(kerwin).post(address).url == room
    match.refresh_from_db()
    assert match.opened_by == adjoa
    assert "Adjoa wrote" in client_of(kerwin).get(match.offer.get_absolute_url()).content.decode()
    assert {met.match.pk for met in listing.unopened_for(kerwin)} == set()


def test_the_form_adds_one_for_a_double_tap_and_keeps_what_was_typed(edition, adjoa, kerwin, client_of) -> None:
    client, address = client_of(adjoa), reverse("new_offer", args=[edition.slug])
    one = str(uuid.uuid4())
    first = client.post(address, form(client_id=one))
    assert client.post(address, form(client_id=one)).url == first.url
    wrong = client.post(address, form(kind="", topic="nowhere", of="aspect-999999"))
    assert wrong.status_code == 422
    assert PENSIONS in wrong.content.decode()
    assert Offering.objects.count() == 1
    listed = client_of(kerwin).get(reverse("offers", args=[edition.slug])).content.decode()
    assert PENSIONS in listed


def test_an_aspect_of_another_topic_is_named_as_the_fault(edition, adjoa, aspect, client_of) -> None:
    address = reverse("new_offer", args=[edition.slug])
    answer = client_of(adjoa).post(address, form(topic="climate", of=f"aspect-{aspect.pk}"))
    assert answer.status_code == 422
    assert "belongs to another topic" in answer.content.decode()


def test_two_pages_of_the_author_are_both_shown(adjoa, client_of) -> None:
    made, client = offer(adjoa, "need"), client_of(adjoa)
    address = reverse("edit_offer", args=[made.pk])
    seen = client.get(address).context["seen"].isoformat()
    assert client.post(address, form(text="From one page.", seen=seen)).status_code == 302
    second = client.post(address, form(text="From another page.", seen=seen))
    assert second.status_code == 422
    assert "From one page." in second.content.decode()
    assert "From another page." in second.content.decode()
    again = form(text="From another page.", seen=second.context["seen"].isoformat())
    assert client.post(address, again).status_code == 302
    made.refresh_from_db()
    assert made.text == "From another page."


def test_only_its_author_changes_or_withdraws_it_and_a_withdrawn_text_is_gone(adjoa, kerwin, chiara, client_of) -> None:
    made = offer(adjoa, text="Our own list.")
    for act in (writing.withdraw, writing.resume):
        with pytest.raises(PermissionDenied):
            act(made, by=kerwin)
    writing.withdraw(made, by=adjoa)
    page = client_of(kerwin).get(made.get_absolute_url())
    assert "Our own list." not in page.content.decode()
    assert "has withdrawn it" in page.content.decode()
    for reader in (adjoa, chiara):
        assert "Our own list." in client_of(reader).get(made.get_absolute_url()).content.decode()
    listed = reverse("offers", args=[adjoa.edition.slug])
    assert "Our own list." not in client_of(kerwin).get(listed).content.decode()


def test_the_other_shore_marks_it_and_a_hidden_one_is_gone(adjoa, mariam, kerwin, chiara, client_of) -> None:
    made = offer(adjoa, text="Our own list.")
    source = sources.fetch("offer", made.pk)
    marking.mark(source, by=kerwin, why="For our claims.")
    with pytest.raises(PermissionDenied):
        marking.mark(source, by=mariam)
    assert "For our claims." in client_of(kerwin).get(made.get_absolute_url()).content.decode()
    moderation.hide(made, by=chiara, reason="Too sharp.")
    assert client_of(kerwin).get(made.get_absolute_url()).status_code == 403
    assert client_of(adjoa).get(made.get_absolute_url()).status_code == 200
    assert sources.readable_cards(kerwin, [(Offering, made.pk)]) == {}


def test_people_without_a_bloc_and_muted_people_offer_nothing(adjoa, chiara, trevor, client_of) -> None:
    moderation.mute(adjoa, by=chiara, minutes=60, reason="A pause.")
    adjoa.refresh_from_db()
    for by in (adjoa, chiara):
        with pytest.raises(PermissionDenied):
            offer(by)
    assert offer(trevor).bloc == trevor.bloc
    refused = client_of(adjoa).post(reverse("new_offer", args=[adjoa.edition.slug]), form())
    assert refused.status_code == 403
    assert PENSIONS in refused.content.decode()


def test_the_list_is_read_by_topic_and_shore(edition, adjoa, kerwin, client_of) -> None:
    mine, theirs = offer(adjoa, topic="climate"), offer(kerwin)
    for query, found in (
        ({}, [theirs, mine]),
        ({"topic": "climate"}, [mine]),
        ({"shore": "CARICOM"}, [theirs]),
        ({"topic": "climate", "shore": "CARICOM"}, []),
        ({"topic": "\0", "shore": "'", "before": "9" * 30}, [theirs, mine]),
        ({"before": theirs.pk}, [mine]),
    ):
        answer = client_of(kerwin).get(reverse("offers", args=[edition.slug]), query)
        assert answer.context["offerings"] == found
