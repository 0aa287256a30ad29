"""The comparison of a topic: its page, its filters, and its exports, which say what the pack says."""

import csv
import gzip
import io
import json
import random

import pytest
import yaml
from django.urls import reverse
from django.utils import timezone

from commons.marks import marking
from compare.comparing.compared import LONGEST, cut
from compare.comparing.exports import BOM, guarded
from compare.models import Aspect, Provision, View, Word
from tests import cast
from tests.commons.written import cell_of

TOPICS = ["social-security", "social-dialogue", "skills-mobility", "cooperation", "climate"]


def address(edition, topic: str = "social-security", name: str = "comparison") -> str:
    return reverse(name, args=[edition.slug, topic])


@pytest.fixture
def shown(edition, kerwin, client_of):
    def shown(query: str = "", topic: str = "social-security", by=kerwin) -> list[str]:
        answer = client_of(by).get(address(edition, topic) + query)
        return [row.aspect.slug for row in answer.context["rows"]]

    return shown


def test_at_the_top_stands_what_the_other_shore_marked_most(edition, kerwin, adjoa, client_of) -> None:
    marking.mark(cell_of(edition, bloc="CARICOM"), by=adjoa)
    marking.mark(cell_of(edition, aspect="export"), by=kerwin)

    def wanted(by, query: str = "") -> list[tuple[str, int]]:
        found = client_of(by).get(address(edition) + query).context["wanted"]
        return [(row.slug, people) for row, people in found]

    assert wanted(kerwin) == [("branches", 1)]
    assert wanted(adjoa) == [("export", 1)]
    assert wanted(kerwin, "?show=parted") == []


def test_rows_are_the_aspects_of_the_topic_and_west_is_left(edition, kerwin, client_of) -> None:
    answer = client_of(kerwin).get(address(edition))
    rows = answer.context["rows"]
    assert len(rows) == 10
    assert [[cell.column.code for cell in row.aspect.cells] for row in rows] == [["CARICOM", "ECOWAS"]] * 10
    text = answer.content.decode()
    assert text.index("CARICOM</span>") < text.index("ECOWAS</span>")
    assert "to be checked" in text


def test_a_search_finds_words_of_cells_and_of_states_and_a_status(edition, shown) -> None:
    assert "branches" in shown("?q=SICKNESS+maternity")
    row = Provision.objects.exclude(state=None).filter(aspect__topic__slug="social-security").first()
    row.summary["en"] = "Only a Crabé says so."
    row.save()
    assert shown("?q=crabe") == [row.aspect.slug], "a member state's row, without its accent"
    kept = {cell.aspect.slug for cell in Provision.objects.filter(aspect__topic__slug="climate", status="in_force")}
    assert set(shown("?status=in_force", "climate")) == kept
    assert shown("?q=crabe&status=case_law") == []
    assert shown("?q=%00&status=x") == []


def test_a_provision_is_cited_and_one_state_of_each_side_stands_beside_the_other(edition, kerwin, client_of) -> None:
    cell = Provision.objects.exclude(articles="").filter(state=None).first()
    text = client_of(kerwin).get(cell.get_absolute_url()).context["citation"]
    assert f"art. {cell.articles}" in text
    assert all(source["url"] in text for source in cell.references)
    assert f"http://testserver{cell.get_absolute_url()}" in text
    aspect = Aspect.objects.get(slug="other-agreements")
    west, east = (aspect.provisions.exclude(state=None).filter(bloc__shore=shore).first() for shore in ("west", "east"))
    asked = {"state": [east.state.code, west.state.code]}
    states = client_of(kerwin).get(aspect.get_absolute_url(), asked).context["states"]
    assert [row for _side, row in states] == [west, east]
    assert not client_of(kerwin).get(aspect.get_absolute_url(), {"state": "x"}).context["states"]


def test_filters_keep_what_they_name(shown, aspect, says, kerwin, adjoa) -> None:
    assert len(shown("?show=unsaid")) == 10
    says(kerwin, "level")
    says(adjoa, "form")
    assert "branches" not in shown("?show=unsaid")
    assert shown("?show=parted") == ["branches"]
    assert shown("?show=check") == ["branches", "persons"]
    assert len(shown("?show=one-side", topic="social-dialogue")) == 2
    assert len(shown("?show=nonsense")) == 10


def test_the_tab_stands_before_the_discussions(edition, kerwin, client_of) -> None:
    text = client_of(kerwin).get(reverse("topic", args=[edition.slug, "climate"])).content.decode()
    places = [
        text.index(f">{word}</a>") for word in ("Reflections", "Comparison", "Practices", "Discussions", "Lounge")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["en", "fr", "pt"])
@pytest.mark.parametrize("topic", TOPICS)
def test_the_json_says_cell_by_cell_what_the_pack_says(edition, kerwin, client_of, topic, language) -> None:
    kerwin.person.language = language
    kerwin.person.save()
    found = client_of(kerwin).get(address(edition, topic, "comparison_json")).json()
    pack = yaml.load((cast.PACK / "provisions" / f"{topic}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    assert (found["topic"], found["blocs"]) == (topic, ["CARICOM", "ECOWAS"])
    assert [each["slug"] for each in found["aspects"]] == [each["slug"] for each in pack["aspects"]]
    for mine, theirs in zip(found["aspects"], pack["aspects"], strict=True):
        assert mine["title"] == theirs["title"][language]
        assert mine["cells"].keys() == theirs["cells"].keys()
        for code, cell in theirs["cells"].items():
            assert mine["cells"][code] == _as_exported(cell, language)
        for code, rows in theirs.get("states", {}).items():
            said = [(row["state"], row["text"], len(row["sources"])) for row in mine["states"][code]]
            assert said == [(row["state"], row["text"][language], len(row["sources"])) for row in rows]


def _as_exported(cell: dict, language: str) -> dict:
    sources = [
        {"title": s["title"], "publisher": s.get("publisher", ""), "url": s["url"], "year": s.get("year")}
        for s in cell["sources"]
    ]
    same = {key: cell.get(key) for key in ("status", "confidence", "year")}
    texts = {key: cell[key][language] for key in ("instrument", "summary")}
    rest = {"articles": cell.get("articles", ""), "none": cell.get("none", False), "edited_at": None}
    return {**same, **texts, **rest, "sources": sources}


def test_the_json_counts_the_delegates_views(edition, aspect, says, adjoa, kerwin, trevor, client_of) -> None:
    says(adjoa, "level", practice="alike")
    says(kerwin, "form")
    says(trevor, "alike")
    found = client_of(kerwin).get(address(edition, name="comparison_json")).json()
    views = next(each["views"] for each in found["aspects"] if each["id"] == aspect.pk)
    assert views == {
        "law": {"CARICOM": {"form": 1}, "ECOWAS": {"level": 1}},
        "practice": {"CARICOM": {}, "ECOWAS": {"alike": 1}},
    }


def test_the_table_has_a_line_for_each_cell_and_marks_formulas_as_text(edition, cell, kerwin, client_of) -> None:
    Provision.objects.filter(pk=cell.pk).update(summary={"en": '=HYPERLINK("x")'}, articles="-42")
    answer = client_of(kerwin).get(address(edition, name="comparison_csv"))
    text = answer.content.decode()
    assert text.startswith(BOM)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))
    assert len(rows) == 20
    assert {(row["slug"], row["bloc"]) for row in rows} >= {("branches", "ECOWAS"), ("branches", "CARICOM")}
    mine = next(row for row in rows if (row["slug"], row["bloc"]) == ("branches", "ECOWAS"))
    assert (mine["summary"], mine["articles"], mine["year"]) == ('\'=HYPERLINK("x")', "'-42", "2013")
    assert mine["law_level"] == "0"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("value", "written"),
    [(-42, -42), (1997, 1997), ("-42", "'-42"), ("+1-1", "'+1-1"), ("\t=1", "'\t=1"), ("@x", "'@x"), ("a=b", "a=b")],
)
def test_a_number_stays_a_number(value, written) -> None:
    assert guarded(value) == written


@pytest.mark.pure
def test_a_long_text_is_cut_between_two_words() -> None:
    assert cut("word " * 60) == ("word " * 30).strip() + "…"
    assert len(cut("x" * 400)) == LONGEST + 1
    assert cut("short") == "short"


def test_figures_of_a_small_shore_are_withheld_until_ones_own_reflection(
    edition, aspect, says, adjoa, kerwin, client_of
) -> None:
    edition.own_reflection_first = True
    edition.save()
    says(adjoa, "level")
    says(kerwin, "form")
    found = json.loads(client_of(kerwin).get(address(edition, name="comparison_json")).content)
    views = next(each["views"] for each in found["aspects"] if each["id"] == aspect.pk)
    assert views["law"] == {"CARICOM": {"form": 1}, "ECOWAS": {}}


def test_a_topic_without_aspects_says_so(edition, kerwin, client_of) -> None:
    edition.topics.get(slug="climate").aspects.all().delete()
    answer = client_of(kerwin).get(address(edition, "climate"))
    assert "nothing to compare on this topic yet" in answer.content.decode()
    assert client_of(kerwin).get(address(edition, "climate", "comparison_json")).json()["aspects"] == []


def test_forty_aspects_that_sixty_people_have_judged_are_a_light_page(
    edition, kerwin, client_of, django_assert_max_num_queries
) -> None:
    topic = edition.topics.get(slug="social-security")
    for place, aspect in enumerate(Aspect.objects.filter(topic__edition=edition).exclude(topic=topic)[:30], 11):
        Aspect.objects.filter(pk=aspect.pk).update(topic=topic, slug=f"moved-{place}", place=place)
    people = cast.crowd(edition, "ECOWAS", 30) + cast.crowd(edition, "CARICOM", 30)
    chance, aspects = random.Random(1), list(topic.aspects.all())
    View.objects.bulk_create(
        View(aspect=aspect, author=who, law=chance.choice(Word.values), at=timezone.now())
        for aspect in aspects
        for who in people
    )
    client = client_of(kerwin)
    with django_assert_max_num_queries(14):
        client.get(address(edition))
    with django_assert_max_num_queries(6):  # what all see alike is remembered
        answer = client.get(address(edition))
    assert len(answer.context["rows"]) == 40
    assert len(gzip.compress(answer.content, 6)) <= 15 * 1024
