"""Reasons that members of a group read: true facts, in plain sentences, on their own clocks."""

import dataclasses
import re
import zoneinfo

import pytest
from django.utils import translation
from hypothesis import given, settings

from exchanges.pairing.people import Delegate
from exchanges.pairing.reasons import Words, as_text
from tests.exchanges import brute
from tests.exchanges.casts import delegates, person
from tests.exchanges.pairing.test_pairing import CLOSES, OPENS, paired

pytestmark = pytest.mark.pure

WORDS = Words(
    topics={"social-security": "Social security", "climate": "Climate"},
    languages={"fr": "French", "en": "English", "pt": "Portuguese"},
    kinds={"workers": "workers", "government": "government"},
    names={"e0": "Adjoa", "e1": "Tunde", "w0": "Kerwin", "w1": "Shanice"},
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sentences(one: Delegate, *others: Delegate, **rules) -> str:
    proposal = paired([one, *others], **rules)
    assert len(proposal.groups) == 1
    return as_text(proposal.groups[0].facts[one.key], WORDS)


TUESDAY_AND_THURSDAY = [[1, 14 * 60, 17 * 60], [3, 14 * 60, 17 * 60]]


def test_a_pair_reads_its_topic_language_hours_and_side():
    both = {"topics": ["social-security"], "languages": ["fr"], "hours": TUESDAY_AND_THURSDAY}
    assert sentences(person("e0", zone="Africa/Lagos", **both), person("w0", zone="Africa/Lagos", **both)) == (
        "You both ranked “Social security” first. You both work in French. "
        "You are both free 14:00–17:00 on Tuesday and Thursday (time in Lagos). "
        "You both come from the same side: workers."
    )


def test_each_member_reads_hours_on_their_own_clock():
    here = person("e0", zone="Europe/Rome", hours=[[0, 15 * 60, 20 * 60]])
    there = person("w0", zone="America/Port-au-Prince", hours=[[0, 8 * 60, 12 * 60]])
    assert "You are both free 15:00–18:00 on Monday (time in Rome)." in sentences(here, there)
    assert "You are both free 09:00–12:00 on Monday (time in Port-au-Prince)." in sentences(there, here)


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        (["climate"], ["climate"], "You both ranked “Climate” first."),
        (["cooperation", "climate"], ["climate"], "You both chose “Climate”."),
        (["climate"], [], "You chose “Climate”."),
        ([], ["climate"], "Kerwin chose “Climate”."),
        ([], [], "The topic is “Climate”."),
    ],
)
def test_the_sentence_about_a_topic_depends_on_both_rankings(mine, theirs, said):
    assert sentences(person("e0", topics=mine), person("w0", topics=theirs), topic="climate").startswith(said)


def test_a_pair_with_little_in_common_reads_what_is_missing():
    here = person("e0", kind="government", languages=["fr"], hours=[[0, 600, 700]], earlier={"w0": "W0"})
    there = person("w0", languages=["en"], hours=[[1, 600, 700]])
    assert sentences(here, there, topic="climate", pinned=[("w0", "e0")]) == (
        "The topic is “Climate”. You have no language in common; let a translation help. "
        "You share no free hour, so each writes when it suits. A facilitator put you together. "
        "You have met Kerwin in an earlier round; nobody new was free."
    )


def test_each_sentence_in_a_trio_names_the_members_for_whom_it_is_true():
    one = person("e0", topics=["climate"], languages=["fr", "en"])
    two = person("w0", topics=["climate"], languages=["en"], kind="government")
    three = person("w1", topics=["cooperation", "climate"], languages=["fr"])
    said = sentences(one, two, three, topic="climate")
    assert "Like Kerwin, you ranked “Climate” first." in said
    assert "Like Kerwin, you work in English. Like Shanice, you work in French." in said
    assert "Like Kerwin and Shanice, you are free 09:00–17:00 on Monday, Tuesday," in said
    assert "Like Shanice, you come from this side: workers." in said


@settings(max_examples=20, deadline=None)
@given(delegates("e0"), delegates("w0"))
def test_both_are_free_in_every_hour_that_is_named(one, other):
    facts = paired([one, other]).groups[0].facts[one.key]
    said = as_text(facts, WORDS)
    free = {
        moment.astimezone(zoneinfo.ZoneInfo(one.zone))
        for moment in brute.free_minutes([one.diary, other.diary], OPENS, CLOSES)
    }
    clocks = {(f"{moment:%A}", moment.hour * 60 + moment.minute) for moment in free}
    assert ("You share no free hour" in said) == (not free)
    for begins, ends, days in re.findall(r"(\d\d:\d\d)–(\d\d:\d\d) on ((?:\w+day(?:, | and )?)+)", said):
        first, last = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (begins, ends))
        for day in re.findall(r"\w+day", days):
            assert {(day, minute) for minute in range(first, min(max(last, first), 1440))} <= clocks


def test_somebody_who_is_no_longer_known_is_not_called_by_their_address():
    both = {"topics": ["climate"], "languages": ["fr"]}
    group = paired([person("e0", **both), person("w0", **both, earlier={"e0": "E0"})]).groups[0]
    said = as_text(group.facts["w0"], dataclasses.replace(WORDS, names={}))
    assert "You have met somebody who left in an earlier round" in said
    assert "e0" not in said
