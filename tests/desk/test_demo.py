"""The demo of `make run`: the real course in its first week, with one exchange soon."""

import datetime
import re
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from academy.models import Edition, Person, Role
from board import today
from board.models import Card, CardState, Helper, Match, Offering
from commons.models import AuditEntry, Mark, Note, Notice
from compare.models import Correction, Dispute, Need, Practice, Provision, View
from desk import demo
from exchanges.gatherings import acts
from exchanges.models import Exchange, Gathering, Hour, Outcome, Round
from exchanges.outcomes.confirming import answers_of
from exchanges.outcomes.reading import open_ones
from exchanges.relay.acts import relay_of
from exchanges.sheets.fields import keys_of
from exchanges.stages.acts import clock_of
from forum.models import Post, Reflection
from kapok.servers import serving
from rooms.models import Message, Room
from tests import cast

pytestmark = pytest.mark.django_db
LINE = re.compile(r"SIGN-IN (delegate|resource|facilitator|administrator) (\S+) (\S+@example\.org) (http://\S+)")


@pytest.fixture
def edition(db) -> Edition:
    """A course for one test alone; the others here begin without one."""
    return cast.open_course()


@pytest.fixture(scope="class")
def _filled(django_db_setup, django_db_blocker) -> Iterator[int]:
    with django_db_blocker.unblock(), transaction.atomic():
        assert demo.prepare()
        yield Edition.objects.get().pk
        transaction.set_rollback(True)


@pytest.fixture
def filled(_filled, db) -> Edition:
    return Edition.objects.get(pk=_filled)


@pytest.fixture
def serve(settings, monkeypatch) -> Callable[..., list[str]]:
    """``serve(demo=True)`` returns the lines that a start prints. Nothing listens."""
    monkeypatch.setattr(serving, "check_port", lambda _host, _port: None)
    monkeypatch.setattr(serving, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(serving, "run", lambda _host, _port, ready: ready())
    monkeypatch.setattr(connections, "close_all", lambda: None)

    def start(*, demo: bool) -> list[str]:
        settings.DEMO, out = demo, StringIO()
        call_command("serve", stdout=out, stderr=StringIO())
        return out.getvalue().splitlines()

    return start


def test_a_database_with_a_course_is_not_filled_and_prints_no_link(edition) -> None:
    assert not demo.prepare()
    assert demo.sign_in_lines("http://127.0.0.1:8000") == []


def test_a_real_installation_is_not_filled(serve) -> None:
    assert [line.split()[0] for line in serve(demo=False)] == ["Nobody", "Kapok"]
    assert not Edition.objects.exists()


class TestFilled:
    """One filled demo for all tests here; each is undone."""

    def test_today_lies_in_the_first_week_and_weekdays_stay(self, filled) -> None:
        today = timezone.now().date()
        assert filled.starts <= today < filled.starts + datetime.timedelta(days=7)
        assert (filled.starts - datetime.date(2023, 7, 10)).days % 7 == 0

    def test_blocs_keep_their_member_states_of_2023(self, filled) -> None:
        assert filled.membership_date == datetime.date(2023, 7, 10)
        assert {"BF", "ML", "NE"} <= set(filled.memberships.values_list("state__code", flat=True))

    def test_one_exchange_is_due_within_hours_and_no_text_is_from_the_future(self, filled) -> None:
        now = timezone.now()
        due = Exchange.objects.filter(begins_at__gt=now, begins_at__lt=now + datetime.timedelta(hours=6))
        assert due.count() == 1
        assert Round.objects.filter(sample=False, published_at__isnull=False).count() == 1
        assert not Message.objects.filter(sent_at__gt=now).exists()
        assert not Reflection.objects.filter(published_at__gt=now).exists()

    def test_the_sample_exchange_is_paused_in_a_stage(self, filled) -> None:
        exchange = Exchange.objects.get(sample=True, topic__slug="social-security")
        stands = clock_of(exchange)
        assert (stands.number, stands.is_over, stands.paused_at is not None) == (3, False, True)
        messages = exchange.room.messages.order_by("seq")
        assert [message.sent_at for message in messages] == sorted(message.sent_at for message in messages)
        assert [message.stage["act"] for message in messages if not message.is_said] == [
            "begun",
            "moved_on",
            "moved_on",
            "paused",
        ]

    def test_past_exchanges_leave_a_filled_worksheet_with_a_clash_that_was_joined(self, filled) -> None:
        exchange = Exchange.objects.get(sample=True, topic__slug="climate")
        versions = exchange.room.messages.filter(kind="field")
        standing = versions.filter(stands=True)
        assert set(standing.values_list("field", flat=True)) == set(keys_of(exchange.round.format.stages))
        assert standing.count() == 9
        clash = versions.filter(field="different", stands=False)
        assert set(standing.get(field="different").over) == set(clash.values_list("pk", flat=True))
        assert [version.over for version in clash] == [[], []]
        assert clock_of(exchange).is_over
        assert [hour.end for hour in exchange.hours.order_by("pk")] == ["refused", ""]
        assert exchange.begins_at == exchange.hours.get(agreed_at__isnull=False).begins_at

    def test_the_relay_of_the_demo_opened_each_turn_at_eight_and_is_over(self, filled) -> None:
        exchange = Exchange.objects.get(sample=True, topic__slug="skills-mobility")
        relay, _acts = relay_of(exchange)
        assert relay.is_over
        assert [turn.passed for turn in relay.turns] == [False] * 10
        lome_and_belize = {(turn.opens.hour, turn.opens.minute) for turn in relay.turns}
        assert lome_and_belize == {(8, 0), (14, 0), (14, 20), (8, 50)}
        assert all(turn.opens < turn.ended_at < turn.deadline for turn in relay.turns)
        assert exchange.begins_at is None

    @pytest.mark.parametrize("topic", ["climate", "skills-mobility", "social-dialogue"])
    def test_outcomes_of_the_demo_stand_under_their_topics_and_their_cards_on_the_board(self, filled, topic) -> None:
        [outcome] = open_ones(filled.topics.get(slug=topic))
        parts = list(outcome.parts.select_related("card"))
        assert len(parts) == outcome.exchange.participants.count()
        assert all(part.card.sample and part.card.sources.filter(source_id=outcome.pk).exists() for part in parts)
        given = answers_of(outcome)
        assert {answer.version for answer in given.values()} == {outcome.version}
        assert outcome.published_at == max(answer.at for answer in given.values()) < timezone.now()
        assert not Notice.objects.filter(path__in=[outcome.get_absolute_url(), outcome.exchange.get_absolute_url()])

    def test_one_cafe_of_the_demo_is_over_with_its_harvest_and_one_can_begin(self, filled) -> None:
        over, coming = Gathering.objects.order_by("pk")
        assert over.ended_at < timezone.now()
        assert over.reached == over.bound, "who is listed gets the best seats"
        for table in over.tables.all():
            talk = list(table.room.messages.order_by("seq"))
            assert [message.stage["act"] for message in talk if message.stage] == ["begun", *["moved_on"] * 2, "ended"]
            assert [message.sent_at for message in talk] == sorted(message.sent_at for message in talk)
            sat = set(over.seats.filter(table=table).values_list("membership", flat=True))
            assert {message.author_id for message in talk if not message.stage} <= sat, "they write where they sit"
            assert {message.field for message in talk if message.stands} == {"ideas", "harvest"}
        acts.act(coming, "begin", by=coming.opened_by)
        assert coming.seats.filter(turn=1).count() == 7

    def test_each_link_is_printed_on_its_own_line_and_works_once(self, filled, client) -> None:
        lines = [LINE.fullmatch(line) for line in demo.sign_in_lines("http://127.0.0.1:8000")]
        who = [(line[1], line[2]) for line in lines if line]
        assert sorted(who) == sorted(
            [
                *[("delegate", "ECOWAS")] * 2,
                *[("delegate", "CARICOM")] * 2,
                ("resource", "CARICOM"),
                ("facilitator", "-"),
                ("administrator", "-"),
            ]
        )
        path = lines[0][4].removeprefix("http://127.0.0.1:8000")
        assert client.post(path).status_code == 302
        client.logout()
        assert client.get(path).status_code == 410
        again = demo.sign_in_lines("http://127.0.0.1:8000")
        assert not {line[4] for line in lines if line} & {LINE.fullmatch(line)[4] for line in again}

    @pytest.mark.parametrize(("is_demo", "links"), [(True, 7), (False, 0)])
    def test_a_start_prints_links_only_while_it_is_a_demo(self, filled, serve, is_demo, links) -> None:
        """The database is a filled demo in both cases."""
        *lines, last = serve(demo=is_demo)
        assert len(lines) == links
        assert all(map(LINE.fullmatch, lines))
        assert last.startswith("Kapok is at http://")

    def test_people_of_the_demo_compare_and_nothing_they_say_is_from_the_future(self, filled) -> None:
        now = timezone.now()
        assert (View.objects.count(), Need.objects.count()) == (88, 16)
        assert (Mark.objects.count(), Note.objects.count()) == (60, 12)
        for model in (View, Mark, Note):
            assert not model.objects.filter(at__gt=now).exists()
        assert (Dispute.objects.filter(settled_at=None).count(), Correction.objects.filter(decision="").count()) == (
            2,
            1,
        )
        for provision in Provision.objects.exclude(corrections=None):
            assert provision.summary == provision.from_pack["summary"], "an accepted text is the one that the pack has"

    def test_delegations_of_the_demo_take_home_and_some_are_asked_how_it_goes(self, filled) -> None:
        now = timezone.now()
        assert Card.objects.count() == 16
        assert set(Card.objects.values_list("state", flat=True)) == {
            *("noticed", "discussing", "planned", "under_way", "done", "dropped")
        }
        assert Helper.objects.filter(state="accepted").exists()
        assert CardState.objects.filter(answer="stuck").exists()
        assert not CardState.objects.filter(at__gt=now).exists()
        for card in Card.objects.all():
            times = list(card.states.values_list("at", flat=True))
            assert times == sorted(times, reverse=True)
        kerwin = filled.memberships.select_related("edition").get(person__email="kerwin.l@example.org")
        assert [entry["card"].state for entry in today.asked_of(kerwin, now).asking] == ["under_way"]

    def test_needs_of_the_demo_meet_offers_across_and_each_match_opened_a_conversation(self, filled) -> None:
        names = (
            "need__author__person__given_name",
            "offer__author__person__given_name",
            "opened_by__person__given_name",
        )
        met = list(Match.objects.order_by("at").values_list(*names, "common"))
        assert met == [
            ("Adjoa", "Shanice", "Adjoa", "aspect"),
            ("Winston", "Abdoulaye", "Winston", "aspect"),
            ("Shanelle", "Isatou", "Isatou", "aspect"),
        ]
        assert Offering.objects.count() == 11
        assert Notice.objects.filter(kind__in=["need-met", "offer-met"]).count() == 6
        for match in Match.objects.all():
            pair = "-".join(str(pk) for pk in sorted([match.need.author_id, match.offer.author_id]))
            said = Message.objects.filter(room__pair=pair).order_by("seq").last()
            assert said.author_id == match.opened_by_id

    def test_one_command_removes_samples_and_keeps_what_people_did(self, filled) -> None:
        people = Person.objects.count()
        call_command("remove_samples", stdout=StringIO())
        written = (View, Dispute, Correction, Need, Practice, Mark, Note, Card, Offering)
        for model in (Reflection, Post, Exchange, Message, *written):
            assert not model.objects.filter(sample=True).exists(), model
        assert not Outcome.objects.exists()
        assert not Gathering.objects.exists()
        assert not Room.objects.filter(kind="table").exists()
        assert not Hour.objects.filter(exchange__sample=True).exists()
        assert Person.objects.count() == people
        assert Exchange.objects.filter(round__published_at__isnull=False).count() > 20
        assert filled.memberships.filter(role=Role.DELEGATE).count() == 60
        assert not AuditEntry.objects.exists()
        for path in ("/provisions/", "/cards/", "/offers/"):
            assert not Notice.objects.filter(path__startswith=path).exists()
        assert (Practice.objects.count(), Provision.objects.filter(edited_at__isnull=False).count()) == (10, 0)
