"""Mail about notices: once, when its reader wants it, by day, without the words of rooms; one press ends it."""

import datetime
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from academy.tasks import send, send_letter
from commons import notices
from commons.models import Notice, TellingChoice, When
from commons.telling import groups, mailing, stopping

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2030, 7, 17, 12, tzinfo=datetime.UTC)  # a Wednesday; 13:00 in Porto-Novo, 07:00 in Kingston
HOUR = datetime.timedelta(hours=1)


def noticed(member, kind: str = "paired", at: datetime.datetime = NOON - HOUR, **words: str) -> Notice:
    notices.tell([member], kind, "/exchanges/1/", **{"partners": "Kerwin", **words})
    notice = Notice.objects.latest("pk")
    Notice.objects.filter(pk=notice.pk).update(at=at)
    return notice


def sent() -> list[dict]:
    return [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.order_by("enqueued_at")]


def wants(member, group: str, when: str) -> None:
    TellingChoice.objects.update_or_create(person=member.person, group=group, defaults={"when": when})


class TestWhen:
    def test_a_notice_is_told_once_in_its_readers_language(self, adjoa) -> None:
        noticed(adjoa)
        assert (mailing.tell_what_is_due(NOON), mailing.tell_what_is_due(NOON + HOUR)) == (1, 0)
        (letter,) = sent()
        assert (letter["to"], letter["language"]) == (adjoa.person.email, "fr")
        assert "/exchanges/1/" in letter["body"]

    def test_what_was_read_on_a_page_is_not_told(self, adjoa) -> None:
        noticed(adjoa)
        notices.mark_read(adjoa)
        assert mailing.tell_what_is_due(NOON) == 0

    def test_a_mail_that_cannot_be_made_keeps_nobody_else_waiting(self, adjoa, kerwin) -> None:
        for member in sorted((adjoa, kerwin), key=lambda member: member.pk):
            noticed(member)
        first, second = Notice.objects.order_by("pk")
        Notice.objects.filter(pk=first.pk).update(kind="unheard-of")
        with pytest.raises(KeyError):
            mailing.tell_what_is_due(NOON)
        assert [letter["to"] for letter in sent()] == [second.to.person.email]

    def test_a_reason_of_two_lines_makes_a_subject_of_one(self, adjoa) -> None:
        noticed(adjoa, "group_changed", why="Kerwin cannot go on.\n\nMeet Shanice.")
        mailing.tell_what_is_due(NOON)
        (letter,) = sent()
        assert "\n" not in letter["subject"]

    def test_who_was_removed_from_the_course_is_told_nothing(self, adjoa) -> None:
        noticed(adjoa)
        adjoa.left_at = NOON
        adjoa.save()
        assert mailing.tell_what_is_due(NOON) == 0
        assert not Notice.objects.filter(told_at=None).exists()

    def test_a_notice_of_this_moment_waits_for_its_reader_to_see_it(self, adjoa) -> None:
        noticed(adjoa, at=NOON)
        assert mailing.tell_what_is_due(NOON + datetime.timedelta(minutes=1)) == 0
        assert mailing.tell_what_is_due(NOON + datetime.timedelta(minutes=4)) == 1

    def test_at_night_it_waits_for_the_morning_unless_it_begins_before(self, adjoa) -> None:
        night = NOON.replace(hour=22)  # 23:00 in Porto-Novo
        noticed(adjoa, at=night - HOUR)
        assert mailing.tell_what_is_due(night) == 0
        noticed(adjoa, "hour-soon", at=night - HOUR)
        assert mailing.tell_what_is_due(night) == 1
        assert len(Notice.objects.filter(told_at=None)) == 1
        assert mailing.tell_what_is_due(night + 8 * HOUR) == 1

    def test_the_morning_is_that_of_the_place_where_one_is_now(self, kerwin) -> None:
        kerwin.person.stays = [["2030-07-10", "2030-07-20", "Europe/Rome", "Turin"]]
        kerwin.person.save()
        noticed(kerwin, at=NOON - 8 * HOUR)
        assert mailing.tell_what_is_due(NOON - 7.5 * HOUR) == 0  # 06:30 in Turin
        assert mailing.tell_what_is_due(NOON - 6.5 * HOUR) == 1  # 07:30 in Turin, 00:30 in Kingston
        noticed(kerwin, at=NOON + 9 * HOUR)
        assert mailing.tell_what_is_due(NOON + 10 * HOUR) == 0  # midnight in Turin, 17:00 in Kingston

    def test_once_a_day_comes_in_the_morning_where_the_reader_is(self, kerwin) -> None:
        noticed(kerwin, "answer", title="Who pays?", at=NOON - 3 * HOUR)
        assert mailing.tell_what_is_due(NOON - HOUR) == 0  # 06:00 in Kingston
        assert mailing.tell_what_is_due(NOON + HOUR) == 1

    def test_once_a_week_comes_on_monday(self, kerwin) -> None:
        wants(kerwin, groups.DISCUSSIONS, When.WEEKLY)
        noticed(kerwin, "answer", title="Who pays?")
        assert mailing.tell_what_is_due(NOON + 4 * 24 * HOUR) == 0  # a Sunday
        assert mailing.tell_what_is_due(NOON + 5 * 24 * HOUR + HOUR) == 1

    def test_who_wants_none_gets_none_and_it_is_not_asked_again(self, kerwin) -> None:
        wants(kerwin, groups.EXCHANGES, When.NEVER)
        noticed(kerwin)
        assert mailing.tell_what_is_due(NOON + HOUR) == 0
        assert not Notice.objects.filter(told_at=None).exists()

    def test_several_come_in_one_mail(self, kerwin) -> None:
        for _one in range(15):
            noticed(kerwin)
        assert mailing.tell_what_is_due(NOON + HOUR) == 1
        (letter,) = sent()
        assert letter["subject"] == "You are paired with Kerwin (and 14 more)"
        assert "And 3 more" in letter["body"]

    def test_a_suspended_member_gets_none(self, kerwin) -> None:
        noticed(kerwin)
        kerwin.suspended_at = NOON
        kerwin.save()
        assert mailing.tell_what_is_due(NOON + HOUR) == 0

    def test_what_is_old_is_forgotten(self, kerwin) -> None:
        noticed(kerwin, at=NOON - 15 * 24 * HOUR)
        assert mailing.tell_what_is_due(NOON + HOUR) == 0

    def test_a_worker_that_is_killed_before_the_mail_is_queued_has_told_nothing(self, adjoa, monkeypatch) -> None:
        noticed(adjoa)
        monkeypatch.setattr(type(send_letter), "enqueue", killed)
        with pytest.raises(SystemError):
            mailing.tell_what_is_due(NOON)
        assert Notice.objects.get().told_at is None

    def test_a_call_comes_at_night_and_a_report_in_the_morning(self, chiara) -> None:
        night = NOON.replace(hour=22)  # 23:00 or later in Turin
        noticed(chiara, "reported", at=night - HOUR)
        assert mailing.tell_what_is_due(night) == 0
        noticed(chiara, "called", at=night)
        assert mailing.tell_what_is_due(night) == 1
        assert mailing.tell_what_is_due(night + 9 * HOUR) == 1

    def test_what_goes_along_comes_with_the_next_mail_or_on_monday(self, adjoa, kerwin) -> None:
        for member in (adjoa, kerwin):
            noticed(member, "relay-passed")
        assert mailing.tell_what_is_due(NOON + 24 * HOUR) == 0, "the next morning brings no mail for it alone"
        noticed(adjoa, "relay-word", at=NOON + 24 * HOUR, until="Friday")
        assert mailing.tell_what_is_due(NOON + 25 * HOUR) == 1
        assert [letter["to"] for letter in sent()] == [adjoa.person.email]
        assert sent()[0]["subject"].startswith("La parole est à vous"), "what is to be done stands first"
        assert "passé en silence" in sent()[0]["body"]
        assert mailing.tell_what_is_due(NOON + 5 * 24 * HOUR + HOUR) == 1  # a Monday

    def test_what_can_wait_comes_with_the_next_mail_or_in_the_morning(self, adjoa) -> None:
        noticed(adjoa, "reader-again", headline="Periods count")
        assert mailing.tell_what_is_due(NOON) == 0
        noticed(adjoa)
        assert mailing.tell_what_is_due(NOON) == 1
        assert not Notice.objects.filter(told_at=None).exists()


def killed(*_task: object, **_letter: object) -> None:
    raise SystemError


class TestLetter:
    def test_no_first_words_of_a_text_leave_the_page(self, kerwin) -> None:
        noticed(kerwin, "hidden", excerpt="Between us alone", reason="Rough.")
        mailing.tell_what_is_due(NOON + HOUR)
        (letter,) = sent()
        assert "Between us" not in letter["body"] + letter["subject"]

    def test_it_can_be_stopped_with_one_press_of_a_mail_program(self, client, kerwin) -> None:
        noticed(kerwin)
        mailing.tell_what_is_due(NOON + HOUR)
        send("a job", **sent()[0])
        (letter,) = mail.outbox
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # The link is signed with its second, so that another one made here could differ from it.
        path = urlsplit(letter.extra_headers["List-Unsubscribe"].strip("<>")).path
        assert client.get(path).status_code == 200
        assert groups.choices_of(kerwin.person)[groups.EXCHANGES] == When.AT_ONCE  # a look changes nothing
        client.post(path, {"List-Unsubscribe": "One-Click"})
        assert set(groups.choices_of(kerwin.person).values()) == {When.NEVER}
        assert client.get(reverse("stop_mail", args=["forged"])).status_code == 404

    @pytest.mark.parametrize("to", [When.DAILY, When.WEEKLY])
    def test_it_can_be_made_rarer_with_one_press_and_without_signing_in(self, client, kerwin, to) -> None:
        groups.choose(kerwin.person, {groups.BOARD: When.NEVER, groups.COURSE: When.WEEKLY})
        path = stopping.address_of(kerwin.person)
        assert 'name="instead"' in client.get(path).text
        assert "at most" in client.post(path, {"instead": to}).text
        chosen = groups.choices_of(kerwin.person)
        assert (chosen[groups.BOARD], chosen[groups.COURSE]) == (When.NEVER, When.WEEKLY), "never more than before"
        assert set(chosen.values()) <= {When.NEVER, When.WEEKLY, to}
        client.post(path, {"instead": "at-once"})
        assert set(groups.choices_of(kerwin.person).values()) == {When.NEVER}
        client.post(path, {"instead": to})
        assert set(groups.choices_of(kerwin.person).values()) == {to}, "some again for who had stopped all"

    def test_it_says_why_it_came_and_how_to_have_fewer_in_its_readers_language(self, client, adjoa) -> None:
        noticed(adjoa)
        mailing.tell_what_is_due(NOON)
        (letter,) = sent()
        assert "Pourquoi vous recevez ceci : « Vos échanges" in letter["body"].replace("\N{NO-BREAK SPACE}", " ")
        assert "\nOuvrir\n" in letter["body"]
        assert letter["html"].index("Ouvrir</a>") < letter["html"].index('class="words foot"')
        _words, address = letter["body"].split("Moins de courriels, ou aucun\n")
        assert 'name="instead"' in client.get(urlsplit(address.split()[0]).path).text

    def test_it_is_small(self, kerwin) -> None:
        for _one in range(15):
            noticed(kerwin)
        mailing.tell_what_is_due(NOON + HOUR)
        (letter,) = sent()
        assert len((letter["body"] + letter["html"]).encode()) < 20_000


class TestChoices:
    def test_each_chooses_for_each_group(self, client_of, kerwin) -> None:
        client = client_of(kerwin)
        client.post(reverse("telling"), {"board": "never", "course": "hourly", "unknown": "daily"})
        chosen = groups.choices_of(kerwin.person)
        assert (chosen[groups.BOARD], chosen[groups.COURSE]) == (When.NEVER, When.DAILY)
        assert "checked" in client.get(reverse("telling")).content.decode()

    def test_every_kind_of_notice_has_a_group(self) -> None:
        assert set(notices._groups.values()) <= set(groups.GROUPS)
        assert notices._groups.keys() == notices._sentences.keys()


def test_a_digest_takes_at_most_twenty_queries_a_person(
    adjoa, kerwin, tunde, shanice, django_assert_max_num_queries
) -> None:
    people = [adjoa, kerwin, tunde, shanice]
    for member in people:
        for kind in ("paired", "answer", "followed", "comment", "follow-up"):
            noticed(member, kind, title="Who pays?")
    with django_assert_max_num_queries(20 * len(people)) as counted:
        assert mailing.tell_what_is_due(NOON + HOUR) == len(people)
    assert len(counted) > len(people)
