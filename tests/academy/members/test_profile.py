"""The welcome page and the profile page."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from academy.models import Membership, Person
from tests import cast
from tests.academy.test_languages import language_of

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
        "free": ["0-0", "6-22", "6-23"],
        "free_shown": "0-0 6-22 6-23",
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


def test_the_choice_as_my_browser_says_follows_the_browser(adjoa, client_of, answers) -> None:
    browser = client_of(adjoa)
    browser.post("/you/", answers(language="pt"))
    browser.post("/you/", answers(language=""))
    assert language_of(browser, "/you/", **{"accept-language": "fr"}) == "fr"


# Three steps ----------------------------------------------------------------------------------------------------------


def test_each_step_of_the_welcome_is_saved_by_itself(newcomer, client_of) -> None:
    browser = client_of(newcomer)
    who = {"step": "1", "given_name": "Adjoa", "first_language": "fr"}
    assert browser.post(WELCOME, who)["Location"] == f"{WELCOME}?step=2"
    when = {"step": "2", "time_zone": "Africa/Porto-Novo", "from_1": "09:00", "to_1": "11:00"}
    assert browser.post(WELCOME, when)["Location"] == f"{WELCOME}?step=3"
    newcomer.refresh_from_db()
    assert (newcomer.free_hours, newcomer.person.languages) == ([[1, 540, 660]], ["fr"])
    assert browser.post(WELCOME, {"step": "3", "language": "fr"})["Location"] == TODAY
    newcomer.refresh_from_db()
    assert (newcomer.person.language, newcomer.free_hours) == ("fr", [[1, 540, 660]])


def test_each_step_can_be_skipped(newcomer, client_of) -> None:
    browser = client_of(newcomer)
    for step in (1, 2):
        assert f'href="{WELCOME}?step={step + 1}">Skip' in page(browser.get(f"{WELCOME}?step={step}"))
    browser.post(WELCOME, {"step": "3", "language": ""})
    newcomer.refresh_from_db()
    assert newcomer.welcomed_at is not None
    assert newcomer.free_hours == []


def test_a_day_may_have_several_spans(adjoa, client_of, answers) -> None:
    more = {"more_day_0": "0", "more_from_0": "14:00", "more_to_0": "16:00", "from_0_1": "11:00", "to_0_1": "13:00"}
    client_of(adjoa).post("/you/", answers(hours={0: ("09:00", "12:00")}, **more))
    adjoa.refresh_from_db()
    assert adjoa.free_hours == [[0, 540, 780], [0, 840, 960]], "spans that meet are one"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"more_from_0": "14:00", "more_to_0": "16:00"}, "more_day_0"),
        ({"more_day_0": "9"}, "more_day_0"),
        ({"more_day_0": "1", "more_from_0": "14:00"}, "more_to_0"),
        ({"off_0": "14 July"}, "off_0"),
        ({"off_0": "9999-12-31"}, "off_0"),
    ],
)
def test_wrong_further_spans_and_days_are_named(adjoa, client_of, answers, more, field) -> None:
    answer = client_of(adjoa).post("/you/", answers(**more))
    assert list(answer.context["form"].errors) == [field]


def test_days_off_are_kept_until_they_have_passed(adjoa, client_of, answers) -> None:
    soon = str(timezone.now().date() + datetime.timedelta(days=4))
    client_of(adjoa).post("/you/", answers(off_0=soon, off_1="2023-07-14"))
    adjoa.refresh_from_db()
    assert adjoa.days_off == [soon]
    assert f'value="{soon}"' in page(client_of(adjoa).get("/you/"))


# Other places ---------------------------------------------------------------------------------------------------------


def test_the_courses_own_place_is_said_in_one_tap(newcomer, client_of, edition) -> None:
    today = timezone.now().date()
    edition.starts, edition.ends, edition.place = today, today + datetime.timedelta(days=11), "Turin"
    edition.save()
    browser = client_of(newcomer)
    assert "I am in Turin from" in page(browser.get(f"{WELCOME}?step=2"))
    back = f"{WELCOME}?step=2"
    assert browser.post("/you/stays/", {"course": edition.slug, "next": back})["Location"] == back
    newcomer.person.refresh_from_db()
    assert newcomer.place_now == "Turin"
    shown = page(browser.get(back))
    assert "I am in Turin" not in shown
    browser.post("/you/stays/removal/", {"starts": str(today), "next": back})
    newcomer.person.refresh_from_db()
    assert newcomer.person.stays == []


def test_another_place_is_added_and_a_wrong_one_refused_with_a_sentence(adjoa, client_of) -> None:
    stay = {"place": "Lomé", "zone": "Africa/Lome", "starts": "2030-01-02", "ends": "2030-01-05"}
    browser = client_of(adjoa)
    browser.post("/you/stays/", stay)
    assert "Lomé, from January 2 to January 5" in page(browser.get("/you/")) or "Lomé, from 2 January" in page(
        browser.get("/you/")
    )
    for wrong in ({"ends": "2029-01-01"}, {"zone": "Mars"}, {"starts": "soon"}, {"course": "none"}):
        answer = browser.post("/you/stays/", stay | wrong)
        assert answer.status_code in {302, 404}
    adjoa.person.refresh_from_db()
    assert len(adjoa.person.stays) == 1
