"""Interest, a part of a pair's worth: marks, offers and needs across the water, its facts and its sentences."""

import datetime
import json
import time
from itertools import product

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from board.offering import writing
from commons import moderation
from commons.marks import marking
from commons.models import Mark
from compare.models import Provision
from exchanges.listing import one_with_members
from exchanges.models import Round
from exchanges.pairing.interest import facts_of_interest
from exchanges.pairing.interest_matrix import HALF, interests
from exchanges.pairing.people import Across
from exchanges.pairing.reasons import as_text
from exchanges.reasons import reasons_for, words_for
from exchanges.rounds import proposing
from exchanges.rounds.across import across_of
from tests import cast
from tests.commons.written import cell_of, write
from tests.exchanges import brute
from tests.exchanges.casts import TOPICS, delegates, person

PENSIONS = ("climate", "CARICOM", "pensions")
OURS = ("climate", "ECOWAS", "pensions")


def value(one, other, topic=None) -> float:
    return float(interests([one], [other], topic)[0, 0])


@pytest.mark.pure
@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        ({}, {}, 0),
        ({"read": [("climate", "w0")]}, {}, 1),
        ({"shown": [("climate", "w0")]}, {"sought": [("climate", "e0")]}, 1),
        ({"read": [("climate", "w1")]}, {}, 0),
        ({"marked": {PENSIONS: {}}}, {}, HALF),
        ({"marked": {PENSIONS: {}}}, {"marked": {OURS: {}}}, 1),
        ({"marked": {PENSIONS: {}}}, {"marked": {("climate", "ECOWAS", "appeals"): {}}}, 1),
        ({"marked": {("cooperation", "CARICOM", "data"): {}}}, {}, 0),
    ],
)
def test_each_rule_of_the_formula(mine, theirs, expected) -> None:
    one, other = (
        person(key, topics=["climate"], across=Across(**said)) for key, said in (("e0", mine), ("w0", theirs))
    )
    assert value(one, other) == value(other, one) == expected
    assert value(one, other, "social-security") == 0
    assert value(one, other, "climate") == expected


@pytest.mark.pure
@settings(max_examples=60, deadline=None)
@given(
    st.tuples(delegates("e0"), delegates("e1")),
    st.tuples(delegates("w0"), delegates("w1")),
    st.sampled_from([None, *TOPICS]),
)
def test_the_number_the_facts_and_the_document_agree(ones, others, topic) -> None:
    found = interests(ones, others, topic)
    for (row, one), (column, other) in product(enumerate(ones), enumerate(others)):
        facts = facts_of_interest(one, other, topic)
        halves = {"field", "own_field"}
        of_facts = sum(HALF if fact["why"] in halves else 1 for fact in facts)
        assert found[row, column] == of_facts == brute.interest(one, other, topic)


# With a database


@pytest.fixture
def round(edition, adjoa, kerwin, guerline, tunde) -> Round:
    now = timezone.now()
    window = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    return Round(edition=edition, format=edition.formats.get(slug="compare-pair"), **window)


def across(edition) -> dict:
    """What joins people, by e-mail without its domain."""
    members = {
        member.pk: member
        for member in edition.memberships.active().delegates().select_related("person", "bloc", "state")
    }
    found = across_of(edition, members)
    return {members[pk].person.email.split("@")[0]: each for pk, each in found.items()}


def test_marks_offers_and_needs_are_gathered(edition, adjoa, kerwin, tunde, trevor, chiara) -> None:
    marking.mark(cell_of(edition), by=kerwin)
    marking.mark(cell_of(edition), by=trevor)
    practice, hidden = (write("practice", adjoa, title=title) for title in ("One.", "Two."))
    for source in (practice, hidden):
        marking.mark(source, by=kerwin)
    moderation.hide(hidden, by=chiara, reason="Too sharp.")
    write("offer", tunde, is_need=True)
    given = write("offer", kerwin)
    topic = edition.topics.first().slug
    found = across(edition)
    branches = cell_of(edition).aspect.title
    assert found["kerwin"].marked == {(topic, "ECOWAS", "branches"): branches, (topic, "ECOWAS", ""): {}}
    assert found["kerwin"].read == [(topic, "adjoa@example.org")]
    assert found["kerwin"].sought == [(topic, "tunde@example.org")]
    assert found["tunde"].shown == [(topic, "kerwin@example.org")]
    assert found["adjoa"] == Across({}, [], [], [])
    writing.withdraw(given, by=kerwin)
    assert across(edition)["tunde"].shown == []


def test_gathering_takes_a_handful_of_queries_and_little_time_for_many(
    edition, chiara, django_assert_max_num_queries
) -> None:
    people = [*cast.crowd(edition, "ECOWAS", 60), *cast.crowd(edition, "CARICOM", 60)]
    cells = {bloc.pk: [] for bloc in edition.blocs.all()}
    for pk, bloc in Provision.objects.filter(aspect__topic__edition=edition, state=None).values_list("pk", "bloc"):
        cells[bloc].append(pk)
    kind, now = ContentType.objects.get_for_model(Provision), timezone.now()
    Mark.objects.bulk_create(
        Mark(member=who, source_type=kind, source_id=pk, at=now)
        for who in people
        for bloc, own in cells.items()
        if bloc != who.bloc_id
        for pk in own[:20]
    )
    for who in people[:2]:
        write("practice", who)
        write("reflection", who)
    marking.mark(write("post", people[0]), by=people[-1])
    began = time.process_time()
    with django_assert_max_num_queries(14):
        found = across(edition)
    assert time.process_time() - began < 2
    assert {len(each.marked) for each in found.values()} == {20, 21}


def test_a_round_pairs_those_who_have_something_to_talk_about(edition, round, adjoa, tunde, kerwin) -> None:
    edition.memberships.update(ranked_topics=[], free_hours=[])
    marking.mark(write("practice", tunde), by=kerwin)
    groups = proposing.proposal_for(round).groups
    assert ["kerwin@example.org", "tunde@example.org"] in [sorted(group.keys) for group in groups]


LANGUAGES = {
    "en": [
        "You marked what ECOWAS has on “",
        "Adjoa ranked “Social security coverage of migrant workers” first.",
        "you ranked “Social security coverage of migrant workers” first.",
    ],
    "fr": ["Vous avez marqué ce que dit le bloc CEDEAO sur «\u00a0", "Adjoa a mis «\u00a0Protection"],
    "pt": ["Marcou o que o bloco CEDEAO diz sobre “", "Adjoa pôs “Cobertura"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasons_name_the_marks_in_three_languages(edition, adjoa, kerwin, language) -> None:
    marking.mark(cell_of(edition), by=kerwin)
    now = timezone.now()
    format = edition.formats.get(slug="compare-pair")
    round = Round(edition=edition, format=format, opens=now, closes=now + datetime.timedelta(days=7))
    proposal = proposing.proposal_for(round)
    with translation.override(language):
        words = words_for(edition.topics.all(), [adjoa, kerwin])
        said = [as_text(proposal.groups[0].facts[f"{name}@example.org"], words) for name in ("kerwin", "adjoa")]
    for sentence in LANGUAGES[language]:
        assert sentence in " ".join(said)


def test_pair_round_prints_the_interest_of_each_pair(edition, adjoa, kerwin, capsys) -> None:
    marking.mark(cell_of(edition), by=kerwin)
    call_command("pair_round", "--course", edition.slug, "--format", "compare-pair", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["worth"]["interest"] == [[0.5]]
    reasons = said["groups"][0]["reasons"]
    assert "You marked what ECOWAS has on “" in reasons["kerwin@example.org"]
    assert "Kerwin marked what ECOWAS has on “" in reasons["adjoa@example.org"]


def test_the_page_names_the_topic_of_a_mark_in_words(exchange, adjoa, kerwin) -> None:
    other = exchange.edition.topics.exclude(pk=exchange.topic_id).first()
    fact = {"why": "own_field", "topic": other.slug, "bloc": "ECOWAS"}
    partner = {"key": kerwin.person.email, "rank": None, "languages": ["en"], "same_kind": False, "met": False}
    facts = {"topic": exchange.topic.slug, "rank": None, "kind": "government", "zone": "UTC", "free": []}
    reasons = {**facts, "pinned": False, "others": [{**partner, "interest": [fact]}]}
    exchange.participants.filter(membership=adjoa).update(reasons=reasons)
    ((_name, said),) = reasons_for(one_with_members(exchange.pk), adjoa)
    assert f"you ranked “{other.titles['en']}” first." in " ".join(said)
    assert other.slug not in " ".join(said)
