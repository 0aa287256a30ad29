"""The timetable: what is due runs once, in one worker, is recorded, and is tried again after a fault."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commons import timetable
from commons.models import Timetabled, TimetableRun
from kapok.servers import working

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def ran(monkeypatch) -> list[datetime.datetime]:
    """The moments at which the only entry of this timetable ran."""
    moments: list[datetime.datetime] = []

    def verb(now: datetime.datetime) -> int:
        moments.append(now)
        return 3

    monkeypatch.setattr(timetable, "_entries", {})
    timetable.register("tea", "Tea", verb, minutes=10)
    return moments


def test_an_entry_runs_when_it_is_due_and_is_recorded(ran) -> None:
    now = timezone.now()
    assert timetable.work_off(now) == ["tea"]
    assert timetable.work_off(now + 9 * MINUTE) == []
    assert timetable.work_off(now + 10 * MINUTE) == ["tea"]
    assert ran == [now, now + 10 * MINUTE]
    assert list(TimetableRun.objects.values_list("done", "fault")) == [(3, ""), (3, "")]


def test_after_an_outage_it_runs_once(ran) -> None:
    now = timezone.now()
    timetable.work_off(now)
    assert timetable.late(now + 40 * MINUTE) == ["tea"]
    for _again in range(3):
        timetable.work_off(now + 600 * MINUTE)
    assert len(ran) == 2


def test_an_entry_that_another_worker_is_at_waits_until_its_lease_ends(ran) -> None:
    now = timezone.now()
    Timetabled.objects.create(name="tea", next_at=now, leased_until=now + timetable.LEASE)
    assert timetable.work_off(now + MINUTE) == []
    assert timetable.work_off(now + timetable.LEASE + MINUTE) == ["tea"]


def test_a_fault_is_recorded_and_tried_again_soon_and_keeps_no_other_waiting(ran) -> None:
    def break_off(now: datetime.datetime) -> int:
        raise ValueError("no milk")

    timetable.register("milk", "Milk", break_off, minutes=600)
    now = timezone.now()
    assert set(timetable.work_off(now)) == {"tea", "milk"}
    assert TimetableRun.objects.get(entry__name="milk").fault == "ValueError"
    assert Timetabled.objects.get(name="milk").next_at == now + timetable.AFTER_FAULT


def test_a_fault_in_one_course_keeps_no_other_waiting_and_all_are_tried_again(monkeypatch, caplog) -> None:
    now, did = timezone.now(), list[int]()

    def do(course: int) -> int:
        if course == 2:
            raise ValueError("of one course")
        did.append(course)
        return 1

    monkeypatch.setattr(timetable, "_entries", {})
    timetable.register("milk", "Milk", lambda _now: timetable.each_alone([1, 2, 3], do), minutes=600)
    timetable.work_off(now)
    assert did == [1, 3]
    assert "of one course" in caplog.text
    assert TimetableRun.objects.get().fault == "ValueError"
    assert Timetabled.objects.get().next_at == now + timetable.AFTER_FAULT


def test_old_runs_are_forgotten(ran, monkeypatch) -> None:
    monkeypatch.setattr(timetable, "KEPT", 2)
    now = timezone.now()
    for n in range(5):
        timetable.work_off(now + n * 10 * MINUTE)
    assert TimetableRun.objects.count() == 2


def test_the_desk_shows_what_ran_and_what_is_late(ran, client_of, edition, chiara) -> None:
    client, address = client_of(chiara), reverse("clock", args=[edition.slug])
    assert "has not run yet" in client.get(address).content.decode()
    timetable.work_off(timezone.now() - 60 * MINUTE)
    page = client.get(address).content.decode()
    assert "3 done" in page
    assert ">late<" in page


def test_a_second_worker_finds_nothing_to_do_while_the_first_is_at_it(monkeypatch) -> None:
    now, found = timezone.now(), []

    def verb(moment: datetime.datetime) -> int:
        found.append(timetable.work_off(moment))
        return 1

    monkeypatch.setattr(timetable, "_entries", {})
    timetable.register("tea", "Tea", verb, minutes=10)
    assert timetable.work_off(now) == ["tea"]
    assert found == [[]]


def test_who_ends_late_leaves_the_lease_of_the_worker_that_took_over(monkeypatch) -> None:
    now = timezone.now()
    taken_over = now + 2 * timetable.LEASE

    def verb(moment: datetime.datetime) -> int:
        Timetabled.objects.update(leased_until=taken_over)
        return 1

    monkeypatch.setattr(timetable, "_entries", {})
    timetable.register("tea", "Tea", verb, minutes=10)
    timetable.work_off(now)
    assert Timetabled.objects.get().leased_until == taken_over


def test_mail_at_once_leaves_within_a_minute_of_its_moment() -> None:
    """The worker asks the timetable every CLOCK_SECONDS, so an entry may run that much later than it is due."""
    (mail,) = [entry for entry in timetable.entries() if entry.name == "mail"]
    assert mail.every.total_seconds() + working.CLOCK_SECONDS + working.PAUSE < 60
