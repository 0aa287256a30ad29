"""What a calendar's buttons send back is a hint: no hour changes by it, and it is answered once."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commons.inbound import handling
from commons.inbound.receiving import receive
from commons.models import Notice
from exchanges.calendars.events import uid
from exchanges.calendars.replies import CalendarAnswer, take_reply
from exchanges.scheduling import hours
from tests.commons.inbound.clients import mail
from tests.commons.inbound.test_reports import REPLY
from tests.exchanges.scheduling.test_hours import WHY, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed(exchange, adjoa, kerwin):
    return hours.accept(hours.propose(exchange, soon(2), by=adjoa), by=kerwin)


def name(exchange) -> str:
    return uid("exchange", exchange.pk)


def hints(member) -> list[str]:
    return list(Notice.objects.filter(to=member, kind__startswith="calendar_").values_list("kind", flat=True))


@pytest.mark.parametrize("answer", [CalendarAnswer.DECLINED, CalendarAnswer.TENTATIVE])
def test_a_refusal_and_a_doubt_are_answered_once_with_the_link_and_the_hour_stands(exchange, agreed, kerwin, answer):
    assert take_reply(kerwin.person, name(exchange), answer)
    assert take_reply(kerwin.person, f" {name(exchange).upper()} ", answer)
    assert hints(kerwin) == [f"calendar_{answer}"]
    assert Notice.objects.get(to=kerwin, kind=f"calendar_{answer}").path == exchange.get_absolute_url()
    agreed.refresh_from_db()
    exchange.refresh_from_db()
    assert agreed.stands
    assert exchange.begins_at == agreed.begins_at


def test_the_partner_learns_nothing_of_it(exchange, agreed, adjoa, kerwin):
    take_reply(kerwin.person, name(exchange), CalendarAnswer.DECLINED)
    assert hints(adjoa) == []


def test_a_moved_hour_is_another_question(exchange, agreed, adjoa, kerwin):
    take_reply(kerwin.person, name(exchange), CalendarAnswer.DECLINED)
    hours.accept(hours.propose(exchange, soon(3), by=adjoa), by=kerwin)
    take_reply(kerwin.person, name(exchange), CalendarAnswer.DECLINED)
    assert len(hints(kerwin)) == 2


def test_an_acceptance_needs_no_answer(exchange, agreed, kerwin):
    assert take_reply(kerwin.person, name(exchange), CalendarAnswer.ACCEPTED)
    assert hints(kerwin) == []


def test_nothing_is_asked_of_an_hour_that_was_called_off(exchange, agreed, adjoa, kerwin):
    hours.call_off(exchange, by=adjoa, **WHY)
    assert take_reply(kerwin.person, name(exchange), CalendarAnswer.DECLINED)
    assert hints(kerwin) == []


@pytest.mark.parametrize(
    "written", ["", "exchange-", "exchange-1@elsewhere.example", "course-1@localhost", "exchange-" + "9" * 40 + "@x"]
)
def test_the_uid_of_another_event_is_not_known(exchange, agreed, kerwin, written):
    assert not take_reply(kerwin.person, written, CalendarAnswer.DECLINED)


def test_only_who_takes_part_is_heard(exchange, agreed, kerwin, shanice):
    assert not take_reply(shanice.person, name(exchange), CalendarAnswer.DECLINED)
    kerwin.suspended_at = timezone.now()
    kerwin.save()
    assert not take_reply(kerwin.person, name(exchange), CalendarAnswer.DECLINED)


def test_it_comes_by_mail_from_the_persons_own_address(exchange, agreed, kerwin):
    said = REPLY.format(answer="DECLINED").replace("exchange-12@course.example", name(exchange))
    for sender, found in (("eve@evil.example", []), (kerwin.person.email, ["calendar_declined"])):
        sent = mail("Kerwin has declined.", of=sender, message_id=f"<{sender}>")
        sent.add_alternative(said, subtype="calendar", params={"method": "REPLY"})
        receive(sent.as_bytes(), ["kapok@course.example"])
        handling.work_off(timezone.now())
        assert hints(kerwin) == found


WORDS = "Not on Monday, sorry;\nThursday: yes."
COMMENT = 'COMMENT;LANGUAGE="fr:x":Not on Monday\\, sorry\\;\\nThursday:\n  yes.\n'


@pytest.mark.parametrize("outlook", [False, True], ids=["a comment", "Outlook's text"])
def test_words_beside_an_answer_come_back_to_be_said_in_the_room(exchange, agreed, adjoa, kerwin, settings, outlook):
    settings.REPLY_ADDRESS = "reply+KEY@course.example"
    said = REPLY.format(answer="DECLINED").replace("exchange-12@course.example", name(exchange))
    before = DBTaskResult.objects.count()
    for n in range(2):
        text = f"{WORDS}\n\n-----Original Appointment-----\nFrom: Kapok" if outlook else "Kerwin T. has declined."
        sent = mail(text, of=kerwin.person.email, message_id=f"<{n}@x>", **({"Thread_Index": "x"} if outlook else {}))
        file = said if outlook else said.replace("END:VEVENT", f"{COMMENT}END:VEVENT")
        sent.add_alternative(file, subtype="calendar", params={"method": "REPLY"})
        receive(sent.as_bytes(), ["kapok@course.example"])
        handling.work_off(timezone.now())
    (told,) = [job.args_kwargs["kwargs"] for job in DBTaskResult.objects.order_by("enqueued_at")[before:]]
    assert told["to"] == kerwin.person.email
    assert WORDS in told["body"]
    assert not exchange.room.messages.exists(), "anybody could have written it"
    receive(mail(WORDS, of=kerwin.person.email, message_id="<9@x>").as_bytes(), [told["headers"]["Reply-To"]])
    handling.work_off(timezone.now())
    assert [message.body for message in exchange.room.messages.filter(author=kerwin)] == [WORDS]


def test_an_answer_without_words_brings_no_mail(exchange, agreed, kerwin):
    sent = mail("Kerwin T. has accepted.", of=kerwin.person.email)
    said = REPLY.format(answer="ACCEPTED").replace("exchange-12@course.example", name(exchange))
    sent.add_alternative(said, subtype="calendar", params={"method": "REPLY"})
    before = DBTaskResult.objects.count()
    receive(sent.as_bytes(), ["kapok@course.example"])
    handling.work_off(timezone.now())
    assert DBTaskResult.objects.count() == before
