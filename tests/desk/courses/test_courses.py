"""Opening courses in a browser, from an empty database on, their set-up and their life."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.courses import life
from academy.models import Edition, Membership, Pack, Person, Phase, Role
from academy.sign_in import beginning
from commons.models import AuditEntry
from desk.courses.opening import open_course
from exchanges.models import Format
from tests import cast

DAYS = {"starts": "2027-07-12", "ends": "2027-07-23"}
ADA = {"given_name": "Ada", "family_name": "M.", "email": "ada@example.org"}


def course(**changes: str) -> dict[str, str]:
    words = {"title_en": "Fair paths", "title_fr": "", "title_pt": "", "part_of_en": "The Academy", "part_of_fr": ""}
    return {**words, "part_of_pt": "", "place": "Turin", "time_zone": "Europe/Rome", **DAYS, **changes}


def setup_of(edition: Edition) -> str:
    return reverse("setup", args=[edition.slug])


def test_an_empty_database_becomes_a_course_in_a_browser(db, client) -> None:
    link = beginning.make_link()
    assert client.get(link).status_code == 200
    page = client.post(link, ADA, follow=True)
    assert "No course is open yet" in page.text
    shown = client.get(reverse("new_course")).text
    assert "folder:lma-2023" in shown
    asked = {"source": "folder:lma-2023", "facilitates": "on", **DAYS}
    page = client.post(reverse("new_course"), asked, follow=True)
    edition = Edition.objects.get()
    assert (edition.slug, edition.starts, edition.topics.count()) == ("lma-2027", datetime.date(2027, 7, 12), 5)
    assert page.redirect_chain[-1][0] == setup_of(edition)
    assert Membership.objects.get().role == Role.FACILITATOR
    assert "1 facilitator" in page.text


def test_the_first_link_works_until_somebody_administers(db, client) -> None:
    link = beginning.make_link()
    assert client.post(link, {**ADA, "email": "no address"}).status_code == 200
    assert not Person.objects.exists()
    client.post(link, ADA)
    stranger = Client()
    assert stranger.get(link).status_code == 410
    assert stranger.post(link, {**ADA, "email": "eve@example.org"}).status_code == 410
    assert Person.objects.get().is_superuser


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "y:1xYAbe:wvensi_82Oped0AFFO9dLt9DPt3GSSi4fg6LChgiIjgz"])
def test_a_made_up_first_link_opens_nothing(db, client, token) -> None:
    assert client.get(reverse("begin", args=[token])).status_code == 410


def test_a_course_opens_as_an_earlier_one_had_become(edition, chiara, client_of) -> None:
    edition.topics.filter(slug="climate").update(titles={"en": "Heat"})
    Format.objects.filter(edition=edition, slug="compare-pair").update(titles={"en": "Ours"})
    cast.join(edition, "adjoa")
    client_of(chiara).post(reverse("new_course"), {"source": f"course:{edition.slug}", **DAYS})
    later = Edition.objects.get(slug="lma-2027")
    assert later.topics.get(slug="climate").titles == {"en": "Heat"}
    assert later.formats.get(slug="compare-pair").titles == {"en": "Ours"}
    assert [(one.person, one.role) for one in later.memberships.all()] == [(chiara.person, Role.FACILITATOR)]
    assert edition.topics.count() == later.topics.count()
    assert later.topics.first().lounge.room.edition == later


def test_a_button_that_is_pressed_twice_opens_one_course(edition, chiara) -> None:
    days = {"starts": datetime.date(2027, 7, 12), "ends": datetime.date(2027, 7, 23)}
    first, again = (open_course("pack:lma-2023", by=chiara.person, **days) for _n in range(2))
    assert first == again
    other = open_course("pack:lma-2023", by=chiara.person, starts=days["starts"], ends=datetime.date(2027, 7, 24))
    assert other != first


def test_who_may_open_a_course(edition, adjoa, chiara, admin, client_of) -> None:
    other = Pack.objects.create(slug="other", content=edition.pack.content)
    day = datetime.date(2027, 7, 12)
    for person, source in ((adjoa.person, "pack:lma-2023"), (chiara.person, "pack:other"), (chiara.person, "pack:no")):
        with pytest.raises(PermissionDenied):
            open_course(source, starts=day, ends=day, by=person)
    with pytest.raises(PermissionDenied):
        open_course("folder:../packs/lma-2023", starts=day, ends=day, by=admin)
    assert open_course(f"pack:{other.slug}", starts=day, ends=day, by=admin, facilitates=False).pack == other
    assert client_of(adjoa).get(reverse("new_course")).status_code == 403


def test_days_that_end_before_they_start_open_nothing(edition, chiara, client_of) -> None:
    asked = {"source": "pack:lma-2023", "starts": "2027-07-12", "ends": "2027-07-11"}
    page = client_of(chiara).post(reverse("new_course"), asked)
    assert "The last day is before the first." in page.text
    page = client_of(chiara).post(setup_of(edition), course(ends="2027-07-11", title_en="Kept"))
    assert "The last day is before the first." in page.text
    assert 'value="Kept"' in page.text
    assert Edition.objects.get().titles != {"en": "Kept"}


def test_the_set_up_is_saved_and_logged(edition, chiara, client_of) -> None:
    page = client_of(chiara).post(
        setup_of(edition), course(own_reflection_first="on", title_pt="Caminhos"), follow=True
    )
    assert "The course is saved." in page.text
    edition.refresh_from_db()
    assert edition.titles == {"en": "Fair paths", "pt": "Caminhos"}
    assert edition.own_reflection_first
    assert edition.membership_date == edition.starts == datetime.date(2027, 7, 12)
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"set_up", "choose_phase"}
    assert "needs a title" not in page.text
    assert "Give the title" in client_of(chiara).post(setup_of(edition), course(title_en=" ")).text


def test_two_who_set_up_a_course_at_once_lose_nothing(edition, chiara, luca, client_of) -> None:
    page = client_of(luca).get(setup_of(edition)).text
    shown = re.search(r'name="shown" value="(.*?)"', page)[1]
    days = {"starts": edition.starts.isoformat(), "ends": edition.ends.isoformat(), "part_of_en": "The Academy"}
    present = course(**days, title_en=edition.titles["en"], place=edition.place, time_zone=edition.time_zone)
    client_of(chiara).post(setup_of(edition), {**present, "title_en": "Chiara's title", "place": "Dakar"})
    late = {**present, "title_en": "Luca's title", "shown": shown}
    answer = client_of(luca).post(setup_of(edition), late)
    assert "Somebody changed this meanwhile: “Chiara&#39;s title”." in answer.text
    assert "Luca&#39;s title" in answer.text
    again = re.search(r'name="shown" value="(.*?)"', answer.text)[1]
    client_of(luca).post(setup_of(edition), {**late, "place": "Dakar", "shown": again})
    edition.refresh_from_db()
    assert (edition.titles["en"], edition.place) == ("Luca's title", "Dakar")


def test_a_field_that_only_somebody_else_changed_keeps_their_value(edition, chiara, luca, client_of) -> None:
    topic = edition.topics.first()
    address = reverse("edit_item", args=[edition.slug, "topic", topic.pk])
    shown = re.search(r'name="shown" value="(.*?)"', client_of(luca).get(address).text)[1]
    texts = {f"titles_{code}": topic.titles.get(code, "") for code in ("en", "fr", "pt")}
    texts |= {f"descriptions_{code}": topic.descriptions.get(code, "") for code in ("en", "fr", "pt")}
    client_of(chiara).post(address, {**texts, "titles_en": "Pensions"})
    client_of(luca).post(address, {**texts, "descriptions_en": "What is paid abroad.", "shown": shown})
    topic.refresh_from_db()
    assert (topic.titles["en"], topic.descriptions["en"]) == ("Pensions", "What is paid abroad.")


def test_the_day_decides_the_phase_unless_somebody_does(edition) -> None:
    edition.chosen_phase = ""
    noon = datetime.time(12, tzinfo=datetime.UTC)
    for day, phase in (
        (edition.starts - datetime.timedelta(1), Phase.BEFORE),
        (edition.starts, Phase.SESSION),
        (edition.ends, Phase.SESSION),
        (edition.ends + datetime.timedelta(1), Phase.AFTER),
        (edition.ends + datetime.timedelta(366), Phase.ARCHIVED),
    ):
        assert life.phase_of(edition, datetime.datetime.combine(day, noon)) == phase
    edition.chosen_phase = Phase.BEFORE
    assert life.phase_of(edition, timezone.now()) == Phase.BEFORE


def test_the_phases_are_days_where_the_course_is(edition) -> None:
    edition.chosen_phase, edition.time_zone = "", "America/Belize"
    midnight_in_utc = datetime.datetime.combine(edition.starts, datetime.time(1), tzinfo=datetime.UTC)
    assert life.phase_of(edition, midnight_in_utc) == Phase.BEFORE


def test_an_archived_course_is_read_and_only_its_team_acts(edition, adjoa, chiara, client_of) -> None:
    client_of(chiara).post(setup_of(edition), course(chosen_phase="archived"))
    topic = reverse("new_thread", args=[edition.slug, edition.topics.first().slug])
    said = {"kind": "question", "title": "Who pays?", "body": "And who counts?", "language": "en"}
    refused = client_of(adjoa).post(topic, said)
    assert refused.status_code == 403
    assert "This course is archived." in refused.text
    assert "And who counts?" in refused.text, "what was typed comes back"
    assert client_of(adjoa).get(edition.get_absolute_url()).status_code == 200
    day = str(timezone.localdate() + datetime.timedelta(days=1))  # in Turin it may be tomorrow already
    days = {"format": "compare-pair", "first_day": day, "last_day": day, "sides": "same"}
    wishes = dict.fromkeys(["ranking", "interest", "hours", "language", "countries", "kind"], "1")
    page = client_of(chiara).post(reverse("new_round", args=[edition.slug]), {**days, **wishes}, follow=True)
    assert "This course is archived." in page.text
    client_of(chiara).post(setup_of(edition), course(chosen_phase="session"))
    assert client_of(adjoa).post(topic, said).status_code == 302
