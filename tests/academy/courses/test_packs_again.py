"""Loading a changed pack again: courses get what nobody changed there, and keep what somebody did."""

import datetime

import pytest
from django.urls import reverse

from academy.courses.editions import open_edition
from academy.courses.packs import load_pack
from academy.models import Edition
from exchanges.models import Format
from exchanges.rounds import making
from tests.academy.pack_files import edit, row_counts

NEW_TOPIC = """
  - slug: returning
    titles: {en: Coming home, fr: Le retour, pt: O regresso}
    descriptions: {en: Who comes home., fr: Qui revient., pt: Quem regressa.}
"""
NEW_PROMPT = """  - key: doubts
    en: What do you doubt?
    fr: De quoi doutez-vous ?
    pt: De que duvida?
topics:
"""
NEW_FORMAT = """
  - slug: walk
    title: {en: A walk, fr: Une promenade, pt: Um passeio}
    group: {min: 2, max: 2}
    stages: [{key: walk, minutes: 20, yields: talk, title: {en: Walk}, prompt: {en: Walk.}}]
"""


def add(pack, name: str, text: str) -> None:
    file = pack / name
    file.write_text(file.read_text(encoding="utf-8").rstrip() + text, encoding="utf-8")


def change(pack) -> None:
    """A new topic, question and format; another title, question and purpose."""
    edit(pack, "topics.yaml", "\ntopics:\n", "\n" + NEW_PROMPT)
    edit(pack, "topics.yaml", "en: Social security coverage of migrant workers", "en: Social security for migrants")
    edit(pack, "topics.yaml", 'en: "What of it could serve in your context, and why?"', "en: What could serve you?")
    edit(pack, "formats.yaml", "Two people, one from each shore, find", "Two people find")
    add(pack, "topics.yaml", NEW_TOPIC)
    add(pack, "formats.yaml", NEW_FORMAT)
    load_pack(pack)


@pytest.fixture
def later(edition) -> Edition:
    return open_edition("later", pack=edition.pack, starts=datetime.date(2027, 7, 12))


def test_every_course_of_the_pack_gets_what_is_new_and_changed(edition, later, pack) -> None:
    change(pack)
    for course in (edition, later):
        assert course.topics.get(slug="social-security").titles["en"] == "Social security for migrants"
        assert course.prompts.get(key="adopt").texts["en"] == "What could serve you?"
        assert course.formats.get(slug="compare-pair").purposes["en"].startswith("Two people find")
        assert [course.topics.last().slug, course.prompts.last().key] == ["returning", "doubts"]
        assert course.topics.get(slug="returning").lounge.room.edition == course
        assert course.formats.get(slug="walk").titles["fr"] == "Une promenade"
    before = row_counts()
    load_pack(pack)
    assert row_counts() == before


def test_what_somebody_changed_in_a_course_stays(edition, pack) -> None:
    topic, prompt = edition.topics.get(slug="social-security"), edition.prompts.get(key="adopt")
    topic.titles, prompt.texts = {"en": "Pensions"}, {"en": "And now?"}
    topic.save()
    prompt.save()
    edition.topics.get(slug="climate").delete()
    edit(pack, "topics.yaml", "descriptions:\n      en: ", "descriptions:\n      en: In short. ")
    for _time in range(2):
        change(pack) if _time == 0 else load_pack(pack)
        assert edition.topics.get(slug="social-security").titles == {"en": "Pensions"}
        assert edition.prompts.get(key="adopt").texts == {"en": "And now?"}
        assert edition.topics.get(slug="social-security").descriptions["en"].startswith("In short."), (
            "nobody changed it"
        )
        assert not edition.topics.filter(slug="climate").exists()
        assert edition.topics.filter(slug="returning").exists()


def test_what_the_pack_gives_up_stays_in_its_courses(edition, pack) -> None:
    change(pack)
    edit(pack, "formats.yaml", NEW_FORMAT.strip("\n").rstrip(), "")
    load_pack(pack)
    assert edition.formats.filter(slug="walk").exists()


def test_the_order_of_the_pack_is_the_order_of_the_course(edition, pack) -> None:
    edit(pack, "topics.yaml", "\ntopics:\n", "\ntopics:" + NEW_TOPIC)
    load_pack(pack)
    assert edition.topics.first().slug == "returning"
    assert [topic.place for topic in edition.topics.all()] == [1, 2, 3, 4, 5, 6]


def test_the_agenda_of_a_published_round_does_not_change_under_its_exchanges(edition, chiara, pack) -> None:
    opens, closes = making.window(edition, *making.usual_days(edition))
    used = edition.formats.get(slug="compare-pair")
    made = making.make_round(edition, topic=None, format=used, opens=opens, closes=closes, by=chiara)
    agenda = used.stages
    edit(pack, "formats.yaml", "{key: meet, minutes: 5,", "{key: meet, minutes: 7,")
    load_pack(pack)
    assert Format.objects.get(pk=used.pk).stages[0]["minutes"] == 7, "not published yet"
    made.published_at = opens
    made.save()
    edit(pack, "formats.yaml", "{key: meet, minutes: 7,", "{key: meet, minutes: 9,")
    edit(pack, "formats.yaml", "Compare and contrast", "Compare")
    load_pack(pack)
    used.refresh_from_db()
    assert used.stages[0]["minutes"] == 7 != agenda[0]["minutes"]
    assert used.titles["en"] == "Compare"


def test_the_desk_shows_where_a_course_differs_from_its_pack(edition, chiara, client_of, pack) -> None:
    desk, differing = (reverse(name, args=[edition.slug]) for name in ("desk", "pack"))
    facilitator = client_of(chiara)
    assert differing not in facilitator.get(desk).content.decode()
    assert "The course says what its pack says." in facilitator.get(differing).content.decode()
    topic = edition.topics.get(slug="social-security")
    topic.titles = {**topic.titles, "en": "Pensions <b>"}
    topic.save()
    edition.topics.get(slug="climate").delete()
    edition.topics.create(slug="own", place=9, titles={"en": "Our own"})
    change(pack)
    assert f'href="{differing}"' in facilitator.get(desk).content.decode()
    page = " ".join(facilitator.get(differing).content.decode().split())
    for words in (
        "en: Pensions &lt;b&gt;",
        "en: Social security for migrants",
        "Topic: Our own",
        "The pack does not have it",
    ):
        assert words in page
    assert "The course does not have it." in page
    assert "Protection des travailleurs" not in page, "only what differs"
    talk = edition.formats.get(slug="compare-pair")
    talk.stages = talk.stages[1:]
    talk.save()
    page = facilitator.get(differing).content.decode()
    assert "key: meet" in page
    assert "key: adopt" not in page, "only the stage that differs"
