"""A button at the desk that is pressed twice: one round, one topic, one stage, one copy."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse

from commons.models import AuditEntry
from desk.courses import items
from tests.desk.courses.set_up import item, stage, used

STAGE = {"title_en": "Harvest", "minutes": "5"}


def press_twice(client: Any, address: str, fields: dict[str, str]) -> tuple[str, str]:
    """Sends the form as its page has it two times; returns where each press leads."""
    page = client.get(address).text if client.get(address).status_code == 200 else ""
    hidden = dict(re.findall(r'type="hidden" name="(after|shown)" value="([^"]*)"', page))
    first, second = (client.post(address, {**hidden, **fields})["Location"] for _press in range(2))
    return first, second


@pytest.mark.parametrize("kind", ["topic", "question", "format"])
def test_a_new_item_is_added_once(edition, chiara, client_of, kind) -> None:
    before = items.items_of(edition, kind).count()
    fields = {"topic": "titles_en", "question": "texts_en", "format": "titles_en"}
    more = {"stage_en": "Talk", "minutes": "5", "pace": "1.5", "smallest_group": "2", "largest_group": "3"}
    said = {fields[kind]: "Ours", **(more if kind == "format" else {})}
    first, second = press_twice(client_of(chiara), reverse("new_item", args=[edition.slug, kind]), said)
    assert first == second
    assert items.items_of(edition, kind).count() == before + 1
    assert AuditEntry.objects.filter(act="add_item").count() == 1


def test_a_new_aspect_is_added_once(edition, chiara, client_of) -> None:
    topic = edition.topics.first()
    before, texts = topic.aspects.count(), {"title_en": "Ours", "question_en": "Who pays?"}
    first, second = press_twice(client_of(chiara), reverse("new_aspect", args=[edition.slug, topic.pk]), texts)
    assert first == second
    assert topic.aspects.count() == before + 1


def test_a_round_is_made_once_and_again_from_a_new_page(edition, chiara, adjoa, kerwin, client_of) -> None:
    desk, address = client_of(chiara), reverse("new_round", args=[edition.slug])
    today = datetime.datetime.now(datetime.UTC).date()
    matters = dict.fromkeys(("ranking", "interest", "hours", "language", "countries", "kind"), "4")
    said = {"format": "compare-pair", "first_day": str(today), "last_day": str(today + datetime.timedelta(days=6))}
    said |= {**matters, "sides": "same"}
    first, second = press_twice(desk, address, said)
    assert first == second
    assert edition.rounds.count() == 1
    third, _fourth = press_twice(desk, address, said)
    assert third != first, "somebody who wants two alike gets two"
    assert edition.rounds.count() == 2


def test_a_new_stage_is_added_once_and_again_from_a_new_page(edition, chiara, client_of) -> None:
    format = edition.formats.first()
    before, desk, address = len(format.stages), client_of(chiara), reverse("new_stage", args=[edition.slug, format.pk])
    for times in (1, 2):
        press_twice(desk, address, STAGE)
        format.refresh_from_db()
        assert len(format.stages) == before + times


def test_a_format_in_use_is_copied_once(edition, chiara, client_of) -> None:
    format, desk = edition.formats.first(), client_of(chiara)
    used(edition, format, chiara)
    before = edition.formats.count()
    key = format.stages[0]["key"]
    acts = [
        (reverse("new_stage", args=[edition.slug, format.pk]), STAGE),
        (stage(format, key), STAGE),
        (stage(format, key, "act_on_stage"), {"act": "remove"}),
        (item(edition, "format", format.pk, "act_on_item"), {"act": "copy"}),
    ]
    for times, (address, fields) in enumerate(acts, 1):
        first, second = press_twice(desk, address, fields)
        assert first == second, address
        assert edition.formats.count() == before + times, address
