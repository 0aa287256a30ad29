"""The worksheet: versions that stand, clashes, own acts as bases, refusals, the form without a script, history."""

import uuid

import pytest
from django.urls import reverse

from commons import moderation
from commons.marks import marking
from exchanges.models import Format
from exchanges.sheets.fields import LABELS, fields_of, keys_of
from rooms import kinds
from rooms.messages import changes
from rooms.messages.frames import Invalid, Send, Write, parse_write
from rooms.messages.posting import Ack, Refusal, Work, post, post_all
from rooms.models import Message, Readers, Room
from rooms.moderation.closing import close_room
from tests.rooms.talking import paired

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(exchange) -> Room:
    return exchange.room


def write(room: Room, author, body: str, *over, field: str = "alike", name: uuid.UUID | None = None) -> Ack | Refusal:
    act = Write(name or uuid.uuid4(), field, body, over)
    (answer,) = post(Work(room.pk, author.pk, act)).answers
    return answer


def standing(room: Room) -> list[tuple[str, str]]:
    return [(message.field, message.body) for message in changes.standing(room.pk)]


class TestVersions:
    def test_a_version_written_over_another_replaces_it(self, room, adjoa, kerwin) -> None:
        first = write(room, adjoa, "Periods.")
        write(room, kerwin, "Periods are added up.", first.message)
        assert standing(room) == [("alike", "Periods are added up.")]
        assert Message.objects.filter(room=room, field="alike").count() == 2  # both stay as history

    def test_two_who_did_not_know_of_each_other_both_stand(self, room, adjoa, kerwin) -> None:
        first = write(room, adjoa, "Periods.")
        write(room, kerwin, "One.", first.message)
        write(room, adjoa, "Two.", first.message)
        assert standing(room) == [("alike", "One."), ("alike", "Two.")]

    def test_a_text_over_both_joins_them(self, room, adjoa, kerwin) -> None:
        both = write(room, adjoa, "One."), write(room, kerwin, "Two.")
        assert len(standing(room)) == 2
        write(room, kerwin, "One and two.", *(ack.message for ack in both))
        assert standing(room) == [("alike", "One and two.")]

    def test_an_own_act_without_an_ack_is_named_by_its_id(self, room, adjoa) -> None:
        first = uuid.uuid4()
        write(room, adjoa, "On", name=first)
        write(room, adjoa, "On and on.", first)
        assert standing(room) == [("alike", "On and on.")]

    def test_a_base_that_is_no_version_of_this_field_here_is_left_out(self, room, adjoa, kerwin, edition) -> None:
        other = write(room, adjoa, "Another field.", field="missing")
        (said,) = post(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "Talk."))).answers
        ack = write(room, kerwin, "Here.", other.message, said.message, 10**9, uuid.uuid4())
        assert Message.objects.get(pk=ack.message).over == []
        assert standing(room) == [("missing", "Another field."), ("alike", "Here.")]

    def test_an_act_said_again_is_done_once_and_gets_the_same_ack(self, room, adjoa) -> None:
        name = uuid.uuid4()
        first = write(room, adjoa, "Once.", name=name)
        assert write(room, adjoa, "Once, in other words.", name=name) == first
        assert standing(room) == [("alike", "Once.")]

    def test_an_empty_text_empties_the_field(self, room, adjoa) -> None:
        first = write(room, adjoa, "Wrong.")
        write(room, adjoa, "", first.message)
        assert standing(room) == [("alike", "")]

    def test_a_version_over_one_of_the_same_commit_has_to_be_said_again(self, room, adjoa) -> None:
        name = uuid.uuid4()
        works = [Work(room.pk, adjoa.pk, Write(name, "alike", "One.")),
                 Work(room.pk, adjoa.pk, Write(uuid.uuid4(), "alike", "Two.", (name,)))]  # fmt: skip
        first, second = post_all(works).answers
        assert isinstance(first, Ack)
        assert (second.code, second.retry_after) == ("rate", 1)

    def test_versions_come_with_the_rooms_changes_and_not_with_its_talk(self, room, adjoa) -> None:
        write(room, adjoa, "Periods.")
        post(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "Talk.")))
        found = changes.since(room.pk, 0).messages
        assert [(message["kind"], message.get("field"), message.get("over")) for message in found] == [
            ("field", "alike", []), ("said", None, None),
        ]  # fmt: skip
        assert [message.body for message in changes.older(room.pk, None)[0]] == ["Talk."]

    def test_a_hidden_version_keeps_its_place_and_shows_nothing(self, room, adjoa, chiara) -> None:
        ack = write(room, adjoa, "Somebody's secret.")
        moderation.hide(Message.objects.get(pk=ack.message), by=chiara, reason="Private.")
        (version,) = changes.since(room.pk, ack.rev).messages
        assert (version["field"], version["body"], version["html"]) == ("alike", "", "")


class TestRefusals:
    def test_a_field_that_the_format_does_not_have_is_refused(self, room, adjoa) -> None:
        assert write(room, adjoa, "Fine.", field="weather").code == "invalid"

    def test_a_room_without_a_worksheet_takes_none(self, edition, adjoa) -> None:
        assert write(edition.topics.first().lounge.room, adjoa, "Fine.").code == "invalid"

    def test_a_closed_room_takes_none(self, room, adjoa) -> None:
        close_room(room)
        assert write(room, adjoa, "Late.").code == "closed"

    @pytest.mark.parametrize("wrong", [
        {"field": ""}, {"field": None}, {"field": "x" * 41}, {"field": "a\0"}, {"body": None}, {"body": "x" * 4001},
        {"over": "1"}, {"over": [-1]}, {"over": [1.5]}, {"over": ["x"]}, {"over": list(range(21))}, {"over": [True]},
        {"id": "x"},
    ])  # fmt: skip
    def test_a_frame_with_a_wrong_field_is_refused(self, wrong) -> None:
        with pytest.raises(Invalid):
            parse_write({"id": str(uuid.uuid4()), "field": "alike", "body": "x", "over": [1], **wrong})


class TestForm:
    def test_the_form_works_without_a_script_and_a_clash_is_shown(
        self, client_of, exchange, room, adjoa, kerwin
    ) -> None:
        first = write(room, kerwin, "Adding up.")
        write(room, kerwin, "Adding up, always.", first.message)
        form = {"form": str(uuid.uuid4()), "field": "alike", "body": "Paid abroad.", "over": str(first.message)}
        answer = client_of(adjoa).post(reverse("room_sheet", args=[room.pk]), form, headers={"accept": "text/html"})
        assert answer["Location"] == f"/rooms/{room.pk}/#field-alike"
        page = client_of(adjoa).get(f"/rooms/{room.pk}/").content.decode()
        assert "Adding up, always.\n\nPaid abroad.</textarea>" in page
        assert "Nothing is lost" in page

    def test_a_text_that_is_refused_comes_back(self, client_of, room, adjoa) -> None:
        form = {"form": str(uuid.uuid4()), "field": "alike", "body": "x" * 4001}
        answer = client_of(adjoa).post(reverse("room_sheet", args=[room.pk]), form, headers={"accept": "text/html"})
        assert answer.status_code == 413
        assert "x" * 4001 + "</textarea>" in answer.content.decode()

    def test_history_says_who_wrote_what(self, client_of, exchange, room, adjoa, kerwin) -> None:
        first = write(room, adjoa, "One.")
        write(room, kerwin, "Two.", first.message)
        page = client_of(kerwin).get(reverse("sheet_history", args=[exchange.room_id, "alike"])).content.decode()
        assert page.index("Two.") < page.index("One.")
        assert client_of(kerwin).get(reverse("sheet_history", args=[exchange.room_id, "weather"])).status_code == 404


class TestPoints:
    def test_members_see_what_each_marked_on_the_topic(self, client_of, exchange, edition, adjoa, kerwin) -> None:
        here, elsewhere = edition.topics.order_by("place")[:2]
        for topic in (here, elsewhere):
            aspect = topic.aspects.first()
            marking.mark(aspect.provisions.get(bloc=kerwin.bloc, state=None), by=adjoa, why=f"On {topic.slug}.")
        page = client_of(kerwin).get(reverse("sheet_points", args=[exchange.pk])).content.decode()
        assert f"On {here.slug}." in page
        assert f"On {elsewhere.slug}." not in page
        edition.own_reflection_first = True
        edition.save()
        page = client_of(kerwin).get(reverse("sheet_points", args=[exchange.pk])).content.decode()
        assert f"On {here.slug}." not in page
        assert "The other shore opens to you once" in page

    def test_a_version_is_reported_and_hidden_like_a_message(
        self, client_of, exchange, room, adjoa, kerwin, chiara
    ) -> None:
        ack = write(room, adjoa, "Somebody's secret.")
        address = reverse("sheet_history", args=[exchange.room_id, "alike"])
        report = reverse("report", args=["message", ack.message])
        assert report in client_of(kerwin).get(address).content.decode()
        assert report not in client_of(adjoa).get(address).content.decode()
        client_of(kerwin).post(report, {"reason": "private", "words": "A name."})
        assert "Somebody" in client_of(chiara).get(reverse("moderation", args=[exchange.edition.slug])).content.decode()
        client_of(chiara).post(reverse("hide", args=["message", ack.message]), {"reason": "A name."})
        assert "secret" not in client_of(kerwin).get(address).content.decode()


class TestFields:
    def test_each_field_of_the_packs_formats_has_its_words(self, edition) -> None:
        assert {key for format in edition.formats.all() for key in keys_of(format.stages)} <= set(LABELS)

    def test_a_field_that_only_a_pack_knows_is_called_by_its_key(self, edition) -> None:
        stages = [{"yields": ["our_plan"]}, {"yields": "talk"}]
        (field,) = fields_of(Format(stages=stages), edition)
        assert (field.label, field.stage) == ("Our plan", 1)

    def test_fields_of_each_side_name_its_bloc(self, edition) -> None:
        labels = [field.label for field in fields_of(edition.formats.get(slug="compare-pair"), edition)]
        assert "What ECOWAS could adopt, why, and what it would take" in labels


def test_many_rooms_cost_one_query(exchange, room, adjoa, kerwin, django_assert_num_queries) -> None:
    other = paired([adjoa, kerwin], Readers.MEMBERS)
    with django_assert_num_queries(1):
        assert set(kinds.fields_of([room, other])) == {room.pk, other.pk}
