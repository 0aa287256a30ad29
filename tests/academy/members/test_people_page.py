"""The people page: delegates on two shores, and the others below."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.utils import timezone

from academy.members.people import PAGE
from academy.models import Kind, Membership, Person, Role
from tests import cast

PEOPLE = "/courses/lma-2023/people/"
NAME = re.compile(r'<li class="person">\s*<b>([^<]+)</b>')


@pytest.fixture
def course(adjoa, mariam, tunde, kerwin, shanice, guerline, trevor, chiara) -> None:
    """Three delegates on each shore, a resource person and a facilitator."""


def shores(answer) -> dict[str, list[str]]:
    """Returns the names in each part of the page."""
    html = answer.content.decode()
    parts = {key: html.split(f'<section class="{key}">', 1)[1].split("</section>", 1)[0] for key in ("west", "east")}
    others = html.split('<section class="section">')
    parts["others"] = others[1] if len(others) > 1 else ""
    assert html.index('<section class="west">') < html.index('<section class="east">'), "west stands on the left"
    return {key: NAME.findall(part) for key, part in parts.items()}


def test_delegates_stand_on_their_shore_and_others_below(course, adjoa, client_of) -> None:
    assert shores(client_of(adjoa).get(PEOPLE)) == {
        "west": ["Guerline T.", "Kerwin T.", "Shanice T."],
        "east": ["Adjoa T.", "Mariam T.", "Tunde T."],
        "others": ["Chiara T.", "Trevor T."],
    }


@pytest.mark.parametrize(
    ("query", "west", "east", "others"),
    [
        ("topic=climate", ["Guerline T.", "Kerwin T."], [], []),
        ("topic=social-security", ["Kerwin T.", "Shanice T."], ["Adjoa T.", "Mariam T."], []),
        ("kind=workers", ["Shanice T."], ["Mariam T."], []),
        ("kind=government&topic=cooperation", [], ["Adjoa T.", "Tunde T."], []),
        ("kind=secretariat", [], [], ["Trevor T."]),
        ("topic=skills-mobility&kind=workers", [], [], []),
    ],
)
def test_topic_and_kind_narrow_the_list(course, adjoa, client_of, query, west, east, others) -> None:
    answer = client_of(adjoa).get(f"{PEOPLE}?{query}")
    assert shores(answer) == {"west": west, "east": east, "others": others}
    assert ("Nobody here fits" in answer.content.decode()) is not (west or east or others)


@pytest.mark.parametrize("query", ["topic=gold&kind=bank", "topic=%00", "kind='--", "topic=climate%00"])
def test_an_unknown_filter_shows_everybody(course, adjoa, client_of, query) -> None:
    here = shores(client_of(adjoa).get(f"{PEOPLE}?{query}"))
    assert [len(names) for names in here.values()] == [3, 3, 2]


def test_suspended_and_inactive_members_are_not_listed(course, adjoa, kerwin, tunde, client_of) -> None:
    Membership.objects.filter(pk=kerwin.pk).update(suspended_at=timezone.now())
    Person.objects.filter(pk=tunde.person_id).update(is_active=False)
    here = shores(client_of(adjoa).get(PEOPLE))
    assert (here["west"], here["east"]) == (["Guerline T.", "Shanice T."], ["Adjoa T.", "Mariam T."])


def test_administrators_and_people_of_other_courses_are_not_listed(adjoa, outsider, admin, edition, client_of) -> None:
    client_of(admin).get(PEOPLE)
    assert edition.memberships.count() == 2
    answer = client_of(adjoa).get(PEOPLE)
    assert shores(answer) == {"west": [], "east": ["Adjoa T."], "others": []}
    assert answer.content.decode().count("Nobody to show.") == 1


def test_a_person_is_shown_with_country_languages_and_the_time_where_they_are(
    course, adjoa, client_of, monkeypatch
) -> None:
    now = datetime.datetime(2023, 7, 13, 17, 5, tzinfo=datetime.UTC)
    monkeypatch.setattr("academy.views.people.timezone", SimpleNamespace(now=lambda: now))
    html = client_of(adjoa).get(PEOPLE).content.decode()
    shown = next(item for item in html.split('<li class="person">') if "Guerline T." in item).split("</li>")[0]
    text = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "Organisation of Guerline · Haiti" in text
    assert "French, Haitian Creole · now in Port-au-Prince: 13:05" in text
    assert 'title="Port-au-Prince"' in shown


def test_no_address_is_shown(course, adjoa, client_of) -> None:
    html = client_of(adjoa).get(PEOPLE).content.decode()
    assert "@example.org" not in html


def test_names_and_organisations_are_shown_as_text_and_not_as_markup(edition, adjoa, client_of) -> None:
    Person.objects.update(given_name="<script>alert(1)</script>")
    Membership.objects.update(organisation='"><img src=x>')
    html = client_of(adjoa).get(PEOPLE).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_many_people_cost_no_more_queries_than_a_few(adjoa, edition, client_of, django_assert_max_num_queries) -> None:
    browser = client_of(adjoa)
    cast.crowd(edition, "ECOWAS", 1)
    with django_assert_max_num_queries(12) as few:
        browser.get(PEOPLE)
    counted = len(few)
    cast.crowd(edition, "ECOWAS", 30, start=100)
    cast.crowd(edition, "CARICOM", 30, start=200)
    with django_assert_max_num_queries(counted):
        answer = browser.get(PEOPLE)
    assert sum(len(names) for names in shores(answer).values()) == PAGE


def test_everybody_stands_on_one_page_and_the_team_on_the_first(chiara, edition, client_of) -> None:
    cast.crowd(edition, "ECOWAS", 70)
    cast.crowd(edition, "CARICOM", 71)
    browser, address, pages = client_of(chiara), PEOPLE, []
    while address:
        html = browser.get(address).text
        pages.append(NAME.findall(html))
        following = re.search(r'rel="next"\s+href="([^"]+)"', html)
        address = following and PEOPLE + following[1].replace("&amp;", "&")
    assert [len(names) for names in pages] == [60, 60, 22]
    assert pages[0][-1] == "Chiara T."
    assert len({name for names in pages for name in names}) == 142


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("eric", ["Éric Ávila", "eric Zola"]),
        ("ÉRIC ÁV", ["Éric Ávila"]),
        ("avila", ["Éric Ávila"]),
        ("nguessan", ["N’Guessan Œuvrard"]),
        ("n'guessan oeuv", ["N’Guessan Œuvrard"]),
        ("ola", ["eric Zola"]),
        ("guessan zola", []),
        ("%", ["Adjoa T.", "Éric Ávila", "eric Zola", "Esi Ɔpɔku", "N’Guessan Œuvrard"]),
        ("opoku", ["Esi Ɔpɔku"]),
        ("o p o k u " * 1000, ["Esi Ɔpɔku"]),
        ("\0", ["Adjoa T.", "Éric Ávila", "eric Zola", "Esi Ɔpɔku", "N’Guessan Œuvrard"]),
    ],
)
def test_people_are_found_and_sorted_by_name_whatever_its_accents(adjoa, edition, client_of, asked, found) -> None:
    for given, family in (("eric", "Zola"), ("Éric", "Ávila"), ("N’Guessan", "Œuvrard"), ("Esi", "Ɔpɔku")):
        join(edition, given, family)
    answer = client_of(adjoa).get(PEOPLE, {"name": asked})
    assert NAME.findall(answer.text) == found
    assert ("Nobody here fits" in answer.text) is not found


def test_who_pages_on_keeps_what_narrows_the_list(adjoa, edition, client_of) -> None:
    for number in range(61):
        join(edition, f"É & {number:02}", "d’Été")
    browser = client_of(adjoa)
    first = browser.get(PEOPLE, {"name": "É & ete", "kind": "workers"}).text
    following = re.search(r'rel="next"\s+href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert NAME.findall(browser.get(PEOPLE + following).text) == ["É &amp; 60 d’Été"]


@pytest.mark.parametrize("after", ["0", "-1", "9" * 25, "%00", "é", "4000000000"])
def test_a_place_that_does_not_exist_is_the_beginning(course, adjoa, client_of, after) -> None:
    assert [len(names) for names in shores(client_of(adjoa).get(f"{PEOPLE}?after={after}")).values()] == [3, 3, 2]


def test_a_renamed_person_is_sorted_and_found_by_the_new_name(adjoa, kerwin, client_of) -> None:
    adjoa.person.given_name = "Zoë"
    adjoa.person.save(update_fields=["given_name"])
    assert NAME.findall(client_of(adjoa).get(PEOPLE, {"name": "zoe"}).text) == ["Zoë T."]
    assert list(Person.objects.order_by("sort_key")) == [kerwin.person, adjoa.person]


def join(edition, given: str, family: str) -> None:
    person = Person.objects.create_user(f"{Person.objects.count()}@example.org", given_name=given, family_name=family)
    bloc = edition.blocs.get(code="ECOWAS")
    Membership.objects.create(edition=edition, person=person, role=Role.DELEGATE, kind=Kind.WORKERS, bloc=bloc)
