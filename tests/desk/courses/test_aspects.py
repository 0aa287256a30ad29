"""What a topic compares, written at the desk: aspects, and what each side has on them."""

import datetime
from typing import Any

from django.urls import reverse

from academy.courses.editions import open_edition
from academy.courses.packs import load_pack
from academy.models import Topic
from compare.comparing import saying
from compare.models import Aspect
from desk.courses import aspects, items
from tests import cast
from tests.desk.courses.set_up import needs

TEXT = {"title_en": "Coming home", "title_fr": "Le retour", "question_en": "Who pays for the way home?"}
LINE = "A convention of ours https://example.org/convention"
CELL = {
    "summary_en": "The employer pays.",
    "instrument_en": "A convention of ours",
    "status": "in_force",
    "confidence": "known",
    "references": LINE,
}


def page(aspect: Aspect, route: str = "edit_aspect", *more: str) -> str:
    return reverse(route, args=[aspect.topic.edition.slug, aspect.topic_id, aspect.pk, *more])


def shown(client: Any, topic: Topic, *, whole: str = "") -> str:
    return str(client.get(reverse("comparison", args=[topic.edition.slug, topic.slug]) + whole).text)


def test_a_facilitator_gives_a_new_topic_something_to_compare(edition, chiara, adjoa, client_of) -> None:
    desk = client_of(chiara)
    desk.post(reverse("new_item", args=[edition.slug, "topic"]), {"titles_en": "Return"})
    topic = edition.topics.get(slug="return")
    assert needs(edition)["There is nothing to compare yet in: “Return”"] is False
    made = desk.post(reverse("new_aspect", args=[edition.slug, topic.pk]), TEXT, follow=True)
    assert made.text.count("Nothing is written of this side yet.") == 2
    aspect = topic.aspects.get()
    assert (aspect.slug, aspect.title) == ("coming-home", {"en": "Coming home", "fr": "Le retour"})
    refused = desk.post(page(aspect, "write_side", "ECOWAS"), CELL | {"references": "A convention, page 3"})
    assert (refused.status_code, "Source 1 has no address" in refused.text) == (422, True)
    assert "A convention, page 3" in refused.text, "what was typed comes back"
    assert "Name one source" in desk.post(page(aspect, "write_side", "ECOWAS"), CELL | {"references": ""}).text
    desk.post(page(aspect, "write_side", "ECOWAS"), CELL)
    desk.post(page(aspect, "write_side", "CARICOM"), CELL | {"is_gap": "on", "summary_en": "None.", "references": ""})
    text = shown(client_of(adjoa), topic, whole="?whole")
    assert all(words in text for words in ("Coming home", "The employer pays.", "None.", "A convention of ours"))
    assert "There is nothing to compare yet" not in " ".join(needs(edition))
    cell = aspect.provisions.get(bloc__code="ECOWAS")
    assert [source["url"] for source in cell.references] == ["https://example.org/convention"]
    assert client_of(adjoa).get(cell.get_absolute_url()).status_code == 200
    assert desk.get(page(aspect, "write_side", "NATO")).status_code == 404

    changed = CELL | {"summary_en": "The state pays.", "summary_fr": "L’État paie.", "year": "2014"}
    desk.post(page(aspect, "write_side", "ECOWAS"), changed | {"references": f"{LINE}\nAnother http://example.org/2"})
    cell.refresh_from_db()
    assert (cell.summary, cell.year) == ({"en": "The state pays.", "fr": "L’État paie."}, 2014)
    history = client_of(adjoa).get(cell.get_absolute_url()).text
    assert "<del>employer</del>" in history
    assert "http://example.org/2" in history
    assert "The state pays." in shown(client_of(adjoa), topic)


def test_a_facilitator_writes_what_member_states_have(edition, chiara, adjoa, client_of) -> None:
    aspect, desk = edition.topics.first().aspects.first(), client_of(chiara)
    side = desk.get(page(aspect, "write_side", "CARICOM")).text
    assert side.index("Antigua and Barbuda") < side.index("Trinidad and Tobago")
    assert desk.get(page(aspect, "write_row", "CARICOM", "GH")).status_code == 404, "of the other bloc"
    aspect.provisions.filter(state__isnull=False).delete()
    here = page(aspect, "write_row", "CARICOM", "GD")
    refused = desk.post(here, {"summary_en": "Seasonal workers too.", "references": ""})
    assert (refused.status_code, "Name one source" in refused.text) == (422, True)
    assert "Seasonal workers too." in refused.text, "what was typed comes back"
    row = {"summary_en": "Seasonal workers too.", "references": LINE}
    assert desk.post(here, row, follow=True).text.count("Seasonal workers too.") == 1
    assert "Seasonal workers too." in client_of(adjoa).get(aspect.get_absolute_url()).text
    made = aspect.provisions.get(state__code="GD")
    load_pack(cast.PACK)
    made.refresh_from_db()
    assert made.summary["en"] == "Seasonal workers too.", "a newer pack leaves it alone"

    made.from_pack = {}
    made.save()
    desk.post(here, row | {"summary_en": "Seasonal workers since 2015."})
    made.refresh_from_db()
    assert made.corrections.count() == 1
    kept = desk.post(here, {"remove": "1"}, follow=True)
    assert "It stays: people said something of it" in kept.text
    other = page(aspect, "write_row", "CARICOM", "BB")
    aspect.provisions.filter(state__code="BB").delete()
    desk.post(other, row)
    assert "Removed." in desk.post(other, {"remove": "1"}, follow=True).text
    assert not aspect.provisions.filter(state__code="BB").exists()


def test_a_newer_pack_leaves_alone_what_was_made_of_an_aspect_here(edition, chiara, adjoa, client_of) -> None:
    topic = edition.topics.first()
    first, second, third = topic.aspects.all()[:3]
    many, desk = topic.aspects.count(), client_of(chiara)
    desk.post(page(first), {"title_en": "Ours", "question_en": "Is it?"})
    desk.post(page(second, "act_on_aspect"), {"act": "down"})
    saying.say(third, by=adjoa, law="alike")
    for aspect in (second, third):
        gone = desk.post(page(aspect, "act_on_aspect"), {"act": "remove"}, follow=True)
        assert "is out of the comparison" in gone.text
    load_pack(cast.PACK)
    assert [each.pk for each in topic.aspects.all()[:3]] == [first.pk, third.pk, second.pk]
    assert topic.aspects.count() == many
    text = shown(client_of(adjoa), topic)
    assert "Ours" in text
    assert all(f'href="{each.get_absolute_url()}"' not in text for each in (second, third))
    assert "took this aspect out" in client_of(adjoa).get(third.get_absolute_url()).text
    assert "Is it?" in desk.get(reverse("pack", args=[edition.slug])).text
    desk.post(page(third, "act_on_aspect"), {"act": "reopen"})
    assert f'href="{third.get_absolute_url()}"' in shown(client_of(adjoa), topic)
    assert desk.post(page(first, "act_on_aspect"), {"act": "sideways"}).status_code == 404


def test_a_later_course_takes_aspects_along_and_an_unused_one_is_removed(edition, chiara) -> None:
    titles = {"titles": {"en": "Return"}, "descriptions": {}, "subtopics": {}, "focus": {}}
    topic = items.add(edition, "topic", by=chiara, values=titles)
    texts: dict[str, Any] = {"title": {"en": "Home"}}
    kept, unused = (
        aspects.add(topic, by=chiara, values={**texts, "question": {"en": asked}}) for asked in ("Who?", "Why?")
    )
    assert (unused.slug, aspects.remove(unused, by=chiara)) == ("home-2", True)
    said = {"summary": {"en": "So."}, "status": "policy", "confidence": "known"}
    aspects.write(kept, edition.blocs.first(), by=chiara, values=said, source="A page")
    closed = edition.topics.first().aspects.first()
    aspects.remove(closed, by=chiara)
    starts = datetime.date(2028, 1, 3)
    later = open_edition("lma-2028", pack="lma-2023", like=edition, starts=starts)
    assert [each.provisions.get().summary for each in later.topics.get(slug="return").aspects.all()] == [{"en": "So."}]
    assert later.topics.first().aspects.get(slug=closed.slug).closed_at is not None
