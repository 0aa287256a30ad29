"""The welcome page, the profile page and the language of the pages."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from academy.models import Membership, Person
from tests import cast

WELCOME = "/courses/lma-2023/welcome/"
TODAY = "/courses/lma-2023/"


@pytest.fixture
def newcomer(edition) -> Membership:
    """Adjoa after the import of the roster, before her welcome."""
    return cast.join(edition, "adjoa", welcomed_at=None, ranked_topics=[], free_hours=[])


@pytest.fixture
def answers(edition) -> Callable[..., dict[str, Any]]:
    """The input of a person: ``answers(topics={"climate": 1}, hours={0: ("9:00", "12:00")})``."""

    def build(topics: dict[str, Any] | None = None, hours: dict[int, Any] | None = None, **more: Any) -> dict[str, Any]:
        keys = dict(edition.topics.values_list("slug", "pk"))
        typed = {"given_name": "Adjoa", "family_name": "K.", "first_language": "fr", "time_zone": "Africa/Porto-Novo"}
        typed |= {f"topic_{keys[slug]}": place for slug, place in (topics or {}).items()}
        for day, (start, end) in (hours or {}).items():
            typed |= {f"from_{day}": start, f"to_{day}": end}
        return typed | more

    return build


def page(answer) -> str:
    return answer.content.decode()


def test_a_newcomer_is_welcomed_once(newcomer, client_of, answers) -> None:
    browser = client_of(newcomer)
    assert browser.get("/")["Location"] == WELCOME
    assert "Welcome, Adjoa" in page(browser.get(WELCOME))
    typed = answers(
        {"climate": 2, "cooperation": 1}, {0: ("09:00", "12:30")}, other_languages=["en", "pt"], language="fr"
    )
    assert browser.post(WELCOME, typed)["Location"] == TODAY
    newcomer.refresh_from_db()
    assert newcomer.welcomed_at is not None
    assert newcomer.ranked_topics == ["cooperation", "climate"]
    assert newcomer.free_hours == [[0, 9 * 60, 12 * 60 + 30]]
    person = newcomer.person
    assert (person.name, person.languages, person.time_zone) == ("Adjoa K.", ["fr", "en", "pt"], "Africa/Porto-Novo")
    assert person.language == "fr"
    assert browser.get("/")["Location"] == TODAY


def test_the_time_of_the_first_welcome_stays(newcomer, client_of, answers) -> None:
    browser = client_of(newcomer)
    browser.post(WELCOME, answers())
    first = Membership.objects.get().welcomed_at
    browser.post("/you/", answers(topics={"climate": 1}))
    browser.post(WELCOME, answers())
    assert Membership.objects.get().welcomed_at == first


def test_facilitators_are_not_asked_to_introduce_themselves(edition, client_of) -> None:
    chiara = cast.join(edition, "chiara", welcomed_at=None)
    assert client_of(chiara).get("/")["Location"] == TODAY


@pytest.mark.parametrize("address", [WELCOME, "/you/"])
def test_saved_answers_fill_the_form_again(adjoa, client_of, answers, address) -> None:
    browser = client_of(adjoa)
    browser.post("/you/", answers({"climate": 1}, {6: ("22:00", "01:00")}, other_languages=["ht"], language="pt"))
    form = browser.get(address).context["form"]
    assert {name: value for name, value in form.initial.items() if value and not name.startswith("topic_")} == {
        "given_name": "Adjoa",
        "family_name": "K.",
        "language": "pt",
        "first_language": "fr",
        "other_languages": ["ht"],
        "time_zone": "Africa/Porto-Novo",
        "from_6": datetime.time(22),
        "to_6": datetime.time(1),
    }
    adjoa.refresh_from_db()
    assert adjoa.free_hours == [[6, 22 * 60, 25 * 60]], "an end before the beginning is the next day's"
    sent = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    browser.post("/you/", sent)
    again = Membership.objects.get()
    assert (again.free_hours, again.ranked_topics) == (adjoa.free_hours, adjoa.ranked_topics), (
        "saving it changes nothing"
    )


def test_a_day_with_two_spans_stays_unless_it_is_changed(adjoa, client_of) -> None:
    adjoa.free_hours = [[0, 480, 600], [0, 840, 960], [2, 480, 600]]
    adjoa.save()
    browser = client_of(adjoa)
    form = browser.get("/you/").context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    browser.post("/you/", {**sent, "from_2": "09:00"})
    adjoa.refresh_from_db()
    assert adjoa.free_hours == [[0, 480, 600], [0, 840, 960], [2, 540, 600]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"given_name": " "}, "given_name"),
        ({"given_name": "A" * 81}, "given_name"),
        ({"family_name": "K" * 81}, "family_name"),
        ({"first_language": "xx"}, "first_language"),
        ({"other_languages": ["xx"]}, "other_languages"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"language": "de"}, "language"),
        ({"hours": {2: ("09:00", "")}}, "to_2"),
        ({"hours": {2: ("", "09:00")}}, "to_2"),
        ({"hours": {2: ("noon", "13:00")}}, "from_2"),
        ({"hours": {2: ("09:00", "25:00")}}, "to_2"),
    ],
)
def test_wrong_input_is_named_at_its_field_and_is_kept(newcomer, client_of, answers, wrong, field) -> None:
    answer = client_of(newcomer).post(WELCOME, answers(organisation="", **{"family_name": "Kpodo", **wrong}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert "Something is not right yet" in page(answer)
    assert wrong.get("family_name", "Kpodo") in page(answer)
    newcomer.refresh_from_db()
    assert (newcomer.welcomed_at, newcomer.person.family_name) == (None, "T.")


def test_two_topics_cannot_have_the_same_place(newcomer, client_of, answers) -> None:
    answer = client_of(newcomer).post(WELCOME, answers({"climate": 1, "cooperation": 1}))
    assert "Two topics have this place" in page(answer)
    answer = client_of(newcomer).post(WELCOME, answers({"climate": 6}))
    assert len(answer.context["form"].errors) == 1, "there are five topics"


def test_ranks_with_gaps_still_give_an_order(newcomer, client_of, answers) -> None:
    client_of(newcomer).post(WELCOME, answers({"climate": 5, "cooperation": 2}))
    newcomer.refresh_from_db()
    assert newcomer.ranked_topics == ["cooperation", "climate"]


def test_nobody_can_change_their_role_bloc_or_address(adjoa, client_of, answers) -> None:
    before = Membership.objects.values("role", "bloc", "state", "kind", "organisation", "person__email").get()
    extra = {"role": "facilitator", "bloc": "2", "email": "x@example.org", "is_superuser": "1", "organisation": "UN"}
    client_of(adjoa).post("/you/", answers(**extra))
    assert Membership.objects.values(*before).get() == before
    assert not Person.objects.get().is_superuser


def test_a_person_of_two_courses_edits_the_newest_membership(adjoa, other_edition, client_of) -> None:
    newest = cast.join(other_edition, "adjoa", ranked_topics=[])
    answer = client_of(adjoa).get("/you/")
    assert answer.context["membership"] == newest
    assert len(client_of(adjoa).get("/").context["editions"]) == 2, "the home page lists both"


def test_a_person_of_no_course_has_a_profile_and_a_home_page(db, client_of) -> None:
    person = Person.objects.create_user("alone@example.org", given_name="Alone")
    browser = client_of(person)
    assert "You are in no course yet" in page(browser.get("/"))
    typed = {"given_name": "Al", "first_language": "en", "time_zone": "UTC"}
    assert browser.post("/you/", typed)["Location"] == "/you/"
    assert Person.objects.get().given_name == "Al"


def test_outsiders_and_suspended_members_are_refused(outsider, suspended, client_of) -> None:
    for member in (outsider, suspended):
        for address in (WELCOME, "/courses/lma-2023/people/"):
            assert client_of(member).get(address).status_code == 403
            assert client_of(member).post(address, {}).status_code == 403
    assert Client().get(WELCOME)["Location"] == f"/sign-in/?next={WELCOME}"
    assert client_of(outsider).get("/courses/no-such/people/").status_code == 404


def test_an_administrator_becomes_a_member_by_opening_a_page(admin, edition, client_of) -> None:
    assert client_of(admin).get("/courses/lma-2023/people/").status_code == 200
    assert edition.memberships.get().role == "administrator"
    client_of(admin).get("/courses/lma-2023/people/")
    assert edition.memberships.count() == 1


# The language of the pages -------------------------------------------------------------------------------------------


def language_of(browser: Client, address: str, **headers: str) -> str:
    return page(browser.get(address, headers=headers)).split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("accepts", "shown"),
    [
        ("fr", "fr"),
        ("pt-BR,pt;q=0.9,en;q=0.5", "pt"),
        ("en-JM", "en"),
        ("ht,fr;q=0.8", "fr"),
        ("nl", "en"),
        ("", "en"),
        ("*;q=x", "en"),
    ],
)
def test_pages_are_in_the_browsers_language_until_one_is_chosen(db, client, accepts, shown) -> None:
    headers = {"accept-language": accepts} if accepts else {}
    assert language_of(client, "/sign-in/", **headers) == shown


def test_a_visitor_chooses_with_the_switch_at_the_foot(db, client) -> None:
    answer = client.post("/language/", {"language": "pt", "next": "/sign-in/?next=/you/"})
    assert answer["Location"] == "/sign-in/?next=/you/", "and stays on the page"
    assert language_of(client, "/sign-in/", **{"accept-language": "fr"}) == "pt"


def test_a_persons_own_language_goes_before_the_browsers_on_every_device(adjoa, client_of) -> None:
    phone, laptop = client_of(adjoa), client_of(adjoa)
    assert language_of(phone, "/you/", **{"accept-language": "fr"}) == "fr"
    phone.post("/language/", {"language": "pt"})
    assert language_of(laptop, "/you/", **{"accept-language": "fr"}) == "pt"
    laptop.post("/language/", {"language": "en"})
    assert language_of(phone, "/you/", **{"accept-language": "fr"}) == "en", "even over the cookie of the other choice"
    assert Person.objects.get().language == "en"


def test_the_choice_as_my_browser_says_follows_the_browser(adjoa, client_of, answers) -> None:
    browser = client_of(adjoa)
    browser.post("/you/", answers(language="pt"))
    browser.post("/you/", answers(language=""))
    assert language_of(browser, "/you/", **{"accept-language": "fr"}) == "fr"


@pytest.mark.parametrize("code", ["de", "", "fr-FR", "../en", "\x00", "FR"])
def test_an_unknown_language_changes_nothing(adjoa, client_of, code) -> None:
    browser = client_of(adjoa)
    assert browser.post("/language/", {"language": code}).status_code == 302
    assert language_of(browser, "/you/", **{"accept-language": "fr"}) == "fr"
    assert Person.objects.get().language == ""


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"])
def test_the_switch_leads_to_no_other_site(db, client, away) -> None:
    assert client.post("/language/", {"language": "fr", "next": away})["Location"] == "/"
    assert client.get("/language/").status_code == 405
