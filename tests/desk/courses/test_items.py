"""Topics, questions and formats at the desk: added, changed, ordered, removed or closed, and taken over."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academy.courses.editions import open_edition
from academy.courses.packs import load_pack
from academy.models import Phase
from commons.models import AuditEntry
from compare.models import Practice, Provision
from desk.courses import items, setting_up, stages
from desk.courses.written import is_used
from exchanges.rounds.forms import RoundForm
from forum.permissions import sees_other_shore, sight_across
from forum.registered.today import waiting_for
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
from rooms.models import Room
from tests import cast
from tests.commons.written import KINDS, cell_of, write
from tests.desk.courses.set_up import item, needs, publish, used


def test_topics_and_questions_are_changed_in_place(edition, chiara, client_of) -> None:
    topic, question = edition.topics.first(), edition.prompts.first()
    desk, nl = client_of(chiara), {"nl": "Wie betaalt"}
    topic.titles |= nl
    topic.save()
    page = desk.post(item(edition, "topic", topic.pk), {"titles_en": "Who pays", "focus_en": "Look."}, follow=True)
    assert "Saved." in page.text
    desk.post(item(edition, "question", question.pk), {"texts_fr": "Qui paie ?"})
    topic.refresh_from_db()
    question.refresh_from_db()
    assert (topic.titles, topic.focus) == ({"en": "Who pays", **nl}, {"en": "Look."}), "a language without pages stays"
    assert question.texts == {"fr": "Qui paie ?"}
    lines = {"titles_en": "Who pays", "subtopics_en": "the employer\r\nthe state", "subtopics_fr": "l’employeur"}
    desk.post(item(edition, "topic", topic.pk), lines)
    shown = desk.get(reverse("topic", args=[edition.slug, topic.slug])).text
    assert "the employer · the state</p>" in shown
    refused = desk.post(item(edition, "topic", topic.pk), {"titles_en": " ", "descriptions_en": "Kept."})
    assert (refused.status_code, "Kept." in refused.text) == (422, True)
    assert "Say it in one language" in refused.text
    assert desk.get(item(edition, "pack", topic.pk)).status_code == 404
    assert desk.get(item(edition, "topic", 0)).status_code == 404


def test_a_topic_and_a_question_are_added_and_answered(edition, chiara, adjoa, client_of) -> None:
    desk = client_of(chiara)
    desk.post(reverse("new_item", args=[edition.slug, "topic"]), {"titles_fr": "Le retour", "descriptions_fr": "Qui ?"})
    desk.post(reverse("new_item", args=[edition.slug, "topic"]), {"titles_en": "Le retour"})
    desk.post(reverse("new_item", args=[edition.slug, "question"]), {"texts_en": "Who came back?"})
    first, second = edition.topics.filter(slug__startswith="le-retour")
    assert (first.slug, second.slug, second.place) == ("le-retour", "le-retour-2", first.place + 1)
    assert first.lounge.room.edition == edition
    assert edition.prompts.last().key == "who-came-back"
    writing = reverse("write_reflection", args=[edition.slug, first.slug])
    sent = {"act": "publish", "headline": "They do", "answer-who-came-back": "My cousin.", "language": "en"}
    page = client_of(adjoa).post(writing, sent, follow=True)
    assert "Who came back?" in page.text
    assert "My cousin." in page.text
    for route in ("topic", "discussions", "new_thread"):
        assert client_of(adjoa).get(reverse(route, args=[edition.slug, first.slug])).status_code == 200
    assert desk.post(reverse("new_item", args=[edition.slug, "topic"]), {"descriptions_en": "Kept."}).status_code == 422
    assert desk.get(reverse("new_item", args=[edition.slug, "pack"])).status_code == 404


@pytest.mark.parametrize("kind", ["topic", "question", "format"])
def test_an_item_moves_by_one_place_and_stays_at_the_ends(edition, chiara, client_of, kind) -> None:
    rows = items.items_of(edition, kind)
    before = [row.pk for row in rows]
    act = {which: item(edition, kind, before[which], "act_on_item") for which in (0, 1, -1)}
    desk = client_of(chiara)
    desk.post(act[1], {"act": "up"})
    assert [row.pk for row in rows.all()] == [before[1], before[0], *before[2:]]
    assert AuditEntry.objects.filter(act="set_up").count() == 1
    desk.post(act[1], {"act": "up"})
    desk.post(act[-1], {"act": "down"})
    assert AuditEntry.objects.filter(act="set_up").count() == 1, "nothing changed"
    desk.post(act[1], {"act": "down"})
    assert [row.pk for row in rows.all()] == before
    assert desk.post(act[1], {"act": "sideways"}).status_code == 404


def test_what_nobody_used_is_removed_and_no_newer_pack_brings_it_back(edition, chiara, client_of) -> None:
    topic, question, format = edition.topics.get(slug="climate"), edition.prompts.last(), edition.formats.last()
    rooms = Room.objects.count()
    for kind, row in (("topic", topic), ("question", question), ("format", format)):
        page = client_of(chiara).post(item(edition, kind, row.pk, "act_on_item"), {"act": "remove"}, follow=True)
        assert "is removed." in page.text
    load_pack(cast.PACK)
    assert not edition.topics.filter(slug="climate").exists()
    assert not edition.prompts.filter(key=question.key).exists()
    assert not edition.formats.filter(slug=format.slug).exists()
    assert Room.objects.count() == rooms - 1
    assert AuditEntry.objects.filter(act="remove_item").count() == 3


def test_a_topic_with_words_in_it_is_closed_and_opens_again(edition, chiara, adjoa, mariam, client_of) -> None:
    topic, key = edition.topics.get(slug="climate"), edition.prompts.first().key
    mine = publish(topic, adjoa, key)
    acts, desk = item(edition, "topic", topic.pk, "act_on_item"), client_of(chiara)
    assert "only put out of use" in desk.post(acts, {"act": "remove"}, follow=True).text
    assert client_of(mariam).get(mine.get_absolute_url()).status_code == 200
    begun = reverse("write_reflection", args=[edition.slug, "climate"])
    refused = client_of(mariam).post(begun, {"act": "publish", "headline": "Mine", f"answer-{key}": "Not lost"})
    assert refused.status_code == 403
    assert "This topic is closed" in refused.text
    assert "Not lost" in refused.text, "what was typed comes back"
    thread = {"kind": "question", "title": "Who?", "body": "And who else?", "language": "en"}
    refused = client_of(mariam).post(reverse("new_thread", args=[edition.slug, "climate"]), thread)
    assert (refused.status_code, "And who else?" in refused.text) == (403, True)
    assert client_of(adjoa).get(begun).status_code == 200, "who has written goes on"
    assert f'name="topic_{topic.pk}"' not in client_of(mariam).get(reverse("welcome", args=[edition.slug])).text
    assert topic.slug not in RoundForm(edition).as_p()
    desk.post(acts, {"act": "reopen"})
    assert client_of(mariam).get(begun).status_code == 200
    assert set(AuditEntry.objects.values_list("act", flat=True)) == {"close_item", "reopen_item"}


def test_a_closed_topic_shows_the_other_shore_to_those_who_have_not_written(edition, chiara, adjoa) -> None:
    edition.own_reflection_first = True
    edition.save()
    topic = edition.topics.get(slug="climate")
    publish(topic, adjoa, edition.prompts.first().key)
    kerwin = cast.join(edition, "kerwin")  # nobody has asked him to read it
    assert not sees_other_shore(kerwin, edition.topics.get(slug="climate"))
    assert not waiting_for(kerwin)
    items.remove(topic, by=chiara)
    closed = edition.topics.get(slug="climate")
    assert sees_other_shore(kerwin, closed)
    assert sight_across(kerwin)(kerwin, closed)
    assert len(waiting_for(kerwin)) == 1


def test_a_closed_question_keeps_its_answers_and_is_asked_no_more(edition, chiara, adjoa, kerwin, client_of) -> None:
    topic, question = edition.topics.first(), edition.prompts.first()
    mine = publish(topic, adjoa, question.key)
    assert items.remove(question, by=chiara) is False
    begun = reverse("write_reflection", args=[edition.slug, topic.slug])
    assert f'name="answer-{question.key}"' in client_of(adjoa).get(begun).text
    assert f'name="answer-{question.key}"' not in client_of(kerwin).get(begun).text
    assert "It counts." in client_of(kerwin).get(mine.get_absolute_url()).text


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"message", "need", "card", "card-comment"}))
def test_whatever_somebody_left_under_a_topic_keeps_it(edition, adjoa, kind) -> None:
    topic = edition.topics.first()
    assert not is_used(topic)
    write(kind, adjoa)
    assert is_used(topic)


def test_a_message_in_its_lounge_keeps_a_topic(edition, adjoa) -> None:
    topic = edition.topics.first()
    post(Work(topic.lounge.room_id, adjoa.pk, Send(uuid.uuid4(), "Hello.")))
    assert is_used(topic)


def test_the_check_list_names_what_is_missing(edition, chiara, client_of) -> None:
    assert needs(edition)["5 topics"]
    edition.topics.filter(slug="climate").update(titles={"fr": "Chaleur"})
    edition.prompts.all().delete()
    edition.formats.update(closed_at=timezone.now())
    said = needs(edition)
    assert not said["Not in English yet: “Chaleur”"]
    assert not said["There is no question for reflections yet"]
    assert not said["There is no format with stages for rounds yet"]
    page = client_of(chiara).get(reverse("setup", args=[edition.slug])).text
    assert f'href="{reverse("setup", args=[edition.slug])}#question"' in page


def test_an_earlier_course_hands_on_its_own_topics_questions_and_formats(edition, chiara, adjoa) -> None:
    items.add(edition, "topic", by=chiara, values={"titles": {"en": "Return"}, "descriptions": {}, "focus": {}})
    items.add(edition, "question", by=chiara, values={"texts": {"en": "Who came back?"}})
    items.move(edition.topics.get(slug="return"), by=chiara, up=True)
    items.remove(edition.topics.get(slug="cooperation"), by=chiara)
    format = edition.formats.get(slug="compare-pair")
    used(edition, format, chiara)
    stages.save(format, "meet", by=chiara, values={"minutes": 9})
    publish(edition.topics.first(), adjoa, edition.prompts.first().key)
    items.remove(edition.prompts.first(), by=chiara)
    later = open_edition("lma-2027", pack=edition.pack, like=edition, starts=datetime.date(2027, 7, 12))
    assert [one.slug for one in later.topics.all()] == [one.slug for one in edition.topics.all()]
    assert [one.key for one in later.prompts.all()] == [one.key for one in edition.prompts.standing()]
    assert later.formats.get(slug="compare-pair-copy").stages[0]["minutes"] == 9
    assert not later.formats.filter(slug="compare-pair").exists(), "the new course has the changed one alone"
    load_pack(cast.PACK)
    assert not later.topics.filter(slug="cooperation").exists()
    assert later.topics.get(slug="return").lounge.room.edition == later


def test_an_archived_course_hands_on_what_people_corrected_in_the_comparison(edition, chiara) -> None:
    cell, practice = cell_of(edition), edition.practices.filter(author=None).first()
    now = timezone.now()
    Provision.objects.filter(pk=cell.pk).update(summary={"en": "Ours."}, edited_at=now)
    Practice.objects.filter(pk=practice.pk).update(years="2027", edited_at=now)
    setting_up.choose_phase(edition, Phase.ARCHIVED, by=chiara)
    later = open_edition("lma-2027", pack=edition.pack, like=edition, starts=datetime.date(2027, 7, 12))
    assert (cell_of(later).summary, cell_of(later).from_pack) == ({"en": "Ours."}, cell.from_pack)
    assert later.practices.get(slug=practice.slug).years == "2027"
    assert later.practices.exclude(edited_at=None).count() == 1
    assert later.chosen_phase == ""
    setting_up.choose_phase(edition, "", by=chiara)
    assert [one.titles for one in later.topics.all()] == [one.titles for one in edition.topics.all()]


def test_only_those_who_run_the_course_change_it(edition, adjoa, admin) -> None:
    topic, format = edition.topics.first(), edition.formats.first()
    acts = [
        lambda by: items.add(edition, "question", by=by, values={"texts": {"en": "Who?"}}),
        lambda by: items.move(topic, by=by, up=False),
        lambda by: items.remove(topic, by=by),
        lambda by: items.reopen(topic, by=by),
        lambda by: items.copy_format(format, by=by),
        lambda by: stages.remove(format, format.stages[0]["key"], by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(adjoa)
