"""Hours in a mail: links that change nothing until their button is pressed, and work for one member and one hour."""

import datetime

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from academy.members.profiles import sign_out_everywhere
from commons.models import Notice
from commons.telling import mailing
from exchanges.models import Exchange, Hour, HourEnd
from exchanges.scheduling import hours, one_tap
from tests.exchanges.scheduling.test_hours import WHY, begins, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(exchange, adjoa) -> Hour:
    exchange.round.closes += datetime.timedelta(days=10)
    exchange.round.save()
    return hours.propose(exchange, soon().replace(hour=14), by=adjoa)


def mail_to(member, kind: str = "hour_proposed") -> str:
    found = Notice.objects.filter(to=member, kind=kind)
    with translation.override("en"):
        return mailing.letter(member, list(found.select_related("by__person")))[1]


def links_in(body: str) -> dict[str, str]:
    """Maps the words above each address that works by itself to its path."""
    pairs = [paragraph.split("\n") for paragraph in body.split("\n\n") if "/hours/" in paragraph]
    return {words: address[address.index("/hours/") :] for words, address in pairs}


def test_the_mail_has_a_link_for_the_hour_for_others_and_to_refuse(proposed, kerwin) -> None:
    words = list(links_in(mail_to(kerwin)))
    assert words[0].startswith("Accept: ")
    assert words[0].endswith("09:00 (Kingston)")
    assert [each.partition(":")[0] for each in words[1:-1]] == ["Propose"] * one_tap.MOST_OTHERS
    assert words[-1] == "It does not suit me; see other times"


def test_in_html_the_words_are_the_link(proposed, kerwin) -> None:
    html = mailing.as_html(mail_to(kerwin), "en")
    assert 'font-weight:bold">Accept: ' in html
    assert ">http" not in html.partition("Accept: ")[2].partition("</p>")[0]


def test_the_author_is_offered_nothing_to_accept(proposed, exchange, adjoa, kerwin) -> None:
    hours.object_to(proposed, by=kerwin, **WHY)
    words = list(links_in(mail_to(adjoa, "hour_refused")))
    assert {each.partition(":")[0] for each in words} == {"Propose"}


def test_an_hour_that_was_agreed_meanwhile_is_not_offered(proposed, kerwin) -> None:
    assert any(words.startswith("Accept") for words in links_in(mail_to(kerwin)))
    hours.accept(proposed, by=kerwin)
    assert not Notice.objects.filter(to=kerwin, kind="hour_proposed").exists(), "so no mail says it any more"


def test_a_scanner_that_opens_every_link_changes_nothing(proposed, kerwin) -> None:
    for path in links_in(mail_to(kerwin)).values():
        for answer in (Client().get(path), Client().head(path)):
            assert answer.status_code == 200
            assert not answer.cookies.keys() - {"csrftoken", "language"}
    assert (Hour.objects.count(), proposed.acceptances.count()) == (1, 0)


def test_one_tap_accepts_signed_out_and_two_taps_accept_once(proposed, exchange, kerwin) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    browser = Client(enforce_csrf_checks=True)
    assert "Accept 09:00" in browser.get(path).content.decode()
    for _tap in range(2):
        assert browser.post(path).url == path
    assert begins(exchange) == proposed.begins_at
    page = browser.get(path).content.decode()
    assert "The time is agreed" in page
    assert '<form method="post">' not in page


def test_another_hour_is_proposed_instead(proposed, exchange, kerwin) -> None:
    path = list(links_in(mail_to(kerwin)).values())[1]
    assert Client().post(path).status_code == 302
    proposed.refresh_from_db()
    assert proposed.end == HourEnd.REPLACED
    assert exchange.hours.get(ended_at=None).by == kerwin
    assert "The others are told." in Client().get(path).content.decode()


def test_a_link_to_propose_does_not_replace_what_came_after_it(proposed, exchange, adjoa, kerwin) -> None:
    path = list(links_in(mail_to(kerwin)).values())[1]
    newer = hours.propose(exchange, soon(4).replace(hour=15), by=adjoa)
    answer = Client().post(path)
    assert answer.status_code == 409
    assert "Another time was proposed meanwhile." in answer.content.decode()
    newer.refresh_from_db()
    assert newer.is_open


def test_a_refusal_needs_a_sentence_and_shows_other_hours(proposed, kerwin) -> None:
    path = list(links_in(mail_to(kerwin)).values())[-1]
    assert "Other times that suit everybody" in Client().get(path).content.decode()
    assert Client().post(path, {"sentence": " ", "language": "en"}).status_code == 422
    assert Client().post(path, {"sentence": "I travel.", "language": "en"}).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.end, proposed.sentence, proposed.ended_by) == (HourEnd.REFUSED, "I travel.", kerwin)
    assert "This proposal no longer stands" in Client().get(path).content.decode()


def test_a_link_of_somebody_else_does_nothing(proposed, exchange, kerwin, adjoa, client_of) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    assert client_of(adjoa).get(path).status_code == client_of(adjoa).post(path).status_code == 403
    assert begins(exchange) is None


@pytest.mark.parametrize("change", ["suspended_at", "left_at", "muted_until"])
def test_who_takes_no_part_any_more_is_told_so(proposed, exchange, kerwin, change) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    setattr(kerwin, change, timezone.now() + datetime.timedelta(hours=1))
    kerwin.save()
    assert Client().get(path).status_code == Client().post(path).status_code == 410
    assert begins(exchange) is None


def test_who_signs_out_everywhere_withdraws_the_links(proposed, exchange, kerwin) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    sign_out_everywhere(kerwin.person)
    assert Client().get(path).status_code == Client().post(path).status_code == 410
    assert begins(exchange) is None


def test_an_altered_or_late_link_says_so(proposed, exchange, kerwin, monkeypatch) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    foreign = reverse("hour_tap", args=[signing.dumps([exchange.pk, kerwin.pk, 0, 0], salt="report")])
    for altered in (path[:-2] + "/", "/hours/a/", foreign):
        assert Client().post(altered).status_code == 404
    monkeypatch.setattr(one_tap, "LASTS", datetime.timedelta(seconds=-1))
    assert Client().post(path).status_code == 410
    assert begins(exchange) is None


def test_in_an_archived_course_nothing_is_agreed(proposed, exchange, kerwin) -> None:
    path = next(iter(links_in(mail_to(kerwin)).values()))
    exchange.round.edition.chosen_phase = "archived"
    exchange.round.edition.save()
    assert Client().post(path).status_code == 403
    assert Exchange.objects.get(pk=exchange.pk).begins_at is None
