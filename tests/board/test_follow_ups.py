"""After the course: when a card asks how it goes, and the signed links that answer by one tap."""

import datetime

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from academy.members.profiles import sign_out_everywhere
from academy.models import Phase
from board import today
from board.cards import helping, moving, writing
from board.follow_ups import answering, asking
from board.models import Answer, Card
from commons import notices
from commons.telling import mailing

DAY = datetime.timedelta(days=1)


@pytest.fixture
def over(card) -> datetime.datetime:
    """Noon of the course's last day; the card was made on its third."""
    edition = card.edition
    last = datetime.datetime.combine(edition.ends, datetime.time(12), datetime.UTC)
    Card.objects.filter(pk=card.pk).update(at=last - 8 * DAY, due=None)
    card.states.update(at=last - 8 * DAY)
    card.refresh_from_db()
    return last


def asked(member, now) -> list[int]:
    return [entry["days"] for entry in today.asked_of(member, now).asking]


def at(row, when: datetime.datetime) -> None:
    type(row).objects.filter(pk=row.pk).update(at=when)


def test_a_card_asks_after_30_90_and_180_days(card, over, kerwin, adjoa) -> None:
    found = {days: asked(kerwin, over + days * DAY) for days in (0, 29, 30, 89, 90, 179, 180, 400)}
    assert found == {0: [], 29: [], 30: [30], 89: [30], 90: [90], 179: [90], 180: [180], 400: [180]}
    assert asked(adjoa, over + 30 * DAY) == []


def test_an_answer_lasts_until_the_next_day_and_later_asks_again(card, over, kerwin) -> None:
    at(answering.answer(card, "moved", by=kerwin, days=30), over + 31 * DAY)
    assert asked(kerwin, over + 60 * DAY) == []
    assert asked(kerwin, over + 90 * DAY) == [90]
    at(answering.answer(card, "later", by=kerwin, days=90), over + 91 * DAY)
    assert asked(kerwin, over + 100 * DAY) == []
    assert asked(kerwin, over + 106 * DAY) == [90]


def test_a_card_asks_on_its_own_day(card, over, kerwin) -> None:
    Card.objects.update(due=(over + 10 * DAY).date())
    assert asked(kerwin, over + 9 * DAY) == []
    assert asked(kerwin, over + 10 * DAY) == [0]


def test_a_card_that_is_younger_than_the_course_counts_from_its_own_first_day(card, over, kerwin) -> None:
    Card.objects.update(at=over + 100 * DAY)
    assert asked(kerwin, over + 110 * DAY) == []
    assert asked(kerwin, over + 130 * DAY) == [30]


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_done_or_dropped_asks_no_more(state, card, over, kerwin) -> None:
    answering.answer(card, state, by=kerwin, days=30, sentence="So it is.")
    card.refresh_from_db()
    assert card.state == state
    assert asked(kerwin, over + 400 * DAY) == []


def test_a_scanner_that_opens_every_link_changes_nothing(card, kerwin, db) -> None:
    for path, _words in answering.links(card, kerwin, 30):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert card.states.count() == 1


def test_one_tap_records_for_somebody_who_is_signed_out_and_two_taps_record_once(card, kerwin) -> None:
    path = answering.link(card, kerwin, 30, "stuck")
    browser = Client(enforce_csrf_checks=True)
    for _tap in range(2):
        assert browser.post(path).url == path
    row = card.states.first()
    assert (card.states.count(), row.answer, row.asked_after, row.author) == (2, "stuck", 30, kerwin)
    browser.post(path, {"sentence": "Nobody signs.", "language": "en"})
    row.refresh_from_db()
    assert (card.states.count(), row.sentence) == (2, "Nobody signs.")


def test_stuck_leads_to_the_partner(card, kerwin, adjoa) -> None:
    helping.answer(helping.ask(card, adjoa, by=kerwin), True, by=adjoa)
    path = answering.link(card, kerwin, 30, "stuck")
    text = Client().post(path, follow=True).content.decode()
    assert "Tell Adjoa what it hangs on" in text
    assert "#helpers" in text


def test_done_moves_the_card_and_tells_who_helps(card, kerwin, adjoa) -> None:
    helping.answer(helping.ask(card, adjoa, by=kerwin), True, by=adjoa)
    Client().post(answering.link(card, kerwin, 90, "done"), {"sentence": "It pays."})
    card.refresh_from_db()
    assert card.state == "done"
    assert notices.of(adjoa)[0].kind == "card-done"


def test_a_link_of_somebody_else_records_nothing(card, kerwin, adjoa, client_of) -> None:
    path = answering.link(card, kerwin, 30, "moved")
    assert client_of(adjoa).get(path).status_code == 403
    assert client_of(adjoa).post(path).status_code == 403
    assert card.states.count() == 1
    assert client_of(kerwin).post(path).status_code == 302


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace(":", ""), lambda _t: "a"])
def test_an_altered_link_says_so_and_records_nothing(change, card, kerwin) -> None:
    token = answering.link(card, kerwin, 30, "moved").strip("/").split("/")[-1]
    path = reverse("follow_up", args=[change(token)])
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 404
        assert "This link no longer works" in answer.content.decode()
    assert card.states.count() == 1


def test_a_link_signed_for_something_else_is_altered(card, kerwin) -> None:
    token = signing.dumps([card.pk, kerwin.pk, 30, "moved"], salt="report")
    assert Client().post(reverse("follow_up", args=[token])).status_code == 404


def test_a_link_expires_and_says_so_kindly(card, kerwin, monkeypatch) -> None:
    path = answering.link(card, kerwin, 30, "moved")
    monkeypatch.setattr(answering, "LASTS", datetime.timedelta(seconds=-1))
    answer = Client().post(path)
    assert answer.status_code == 410
    assert "It was good for 60 days." in answer.content.decode()
    assert card.states.count() == 1


def test_who_signs_out_everywhere_withdraws_the_links(card, kerwin) -> None:
    path = answering.link(card, kerwin, 30, "moved")
    sign_out_everywhere(kerwin.person)
    assert Client().get(path).status_code == Client().post(path).status_code == 410
    assert card.states.count() == 1


def test_a_link_ends_with_the_owners_part_and_with_the_card(card, kerwin, verlyn) -> None:
    path = answering.link(card, kerwin, 30, "moved")
    Card.objects.update(hidden_at=timezone.now())
    assert Client().post(path).status_code == 410
    Card.objects.update(hidden_at=None)
    writing.add_owner(card, verlyn, by=kerwin)
    writing.leave(card, by=kerwin)
    assert Client().post(path).status_code == 410
    assert card.states.count() == 1


def test_only_an_owner_answers(card, adjoa, verlyn) -> None:
    for by in (adjoa, verlyn):
        with pytest.raises(PermissionDenied):
            answering.answer(card, "moved", by=by, days=30)


def test_today_shows_cards_that_ask_for_a_word(card, over, kerwin, adjoa, client_of) -> None:
    Card.objects.update(due=timezone.localdate() - DAY)
    Card.objects.update(at=timezone.now() - 9 * DAY)
    assert today.asked_of(kerwin, timezone.now()).asking
    page = client_of(kerwin).get(reverse("today", args=[card.edition.slug])).content.decode()
    assert "How does it go?" in page
    assert "/follow-ups/" in page
    helping.ask(card, adjoa, by=kerwin)
    assert card.what in client_of(adjoa).get(reverse("today", args=[card.edition.slug])).content.decode()


def test_answers_stand_in_the_cards_history(card, kerwin, client_of) -> None:
    answering.answer(card, "moved", by=kerwin, days=30, sentence="The board meets.")
    moving.move(card, "planned", by=kerwin, sentence="Next week.", language="en")
    text = client_of(kerwin).get(card.get_absolute_url()).content.decode()
    assert "asked after 30 days" in text
    assert "It moved" in text


def test_the_timetable_asks_each_owner_once_and_again_after_ask_me_later(card, over, kerwin) -> None:
    for days in (29, 30, 31, 60):
        asking.ask_owners(over + days * DAY)
    notices.mark_read(kerwin)
    at(answering.answer(card, "later", by=kerwin, days=30), over + 61 * DAY)
    for days in (62, 75, 76):
        asking.ask_owners(over + days * DAY)
    assert list(kerwin.notices.filter(kind="follow-up").values_list("words__days", flat=True)) == [30, 30]


def test_its_mail_has_a_link_for_each_answer_until_an_owner_has_answered(card, over, kerwin, monkeypatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: over + 31 * DAY)
    asking.ask_owners(timezone.now())
    notice = kerwin.notices.get(kind="follow-up")
    with translation.override("en"):
        assert mailing.letter(kerwin, [notice])[1].count("/follow-ups/") == len(Answer)
        answering.answer(card, "moved", by=kerwin, days=30)
        assert "/follow-ups/" not in mailing.letter(kerwin, [notice])[1]
    assert not notices.unread_of(kerwin).exists()


def test_a_card_of_an_archived_course_asks_nothing_and_takes_no_answer(card, over, kerwin, client) -> None:
    (path, _words), *_others = answering.links(card, kerwin, 30)
    card.edition.chosen_phase = Phase.ARCHIVED
    card.edition.save()
    assert asking.ask_owners(over + 31 * DAY) == 0
    assert client.post(path).status_code == 410
    assert card.states.count() == 1
