"""What a pack brings to compare; loaded again it brings changes and leaves alone what people changed here."""

import shutil
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.courses.editions import open_edition
from academy.courses.packs import PackFault, load_pack
from academy.models import Edition
from compare.models import Aspect, Practice, Provision, Term
from compare.objections import corrections, reading
from compare.packs.merging import merged
from compare.practices import differing
from tests import cast
from tests.academy.pack_files import edit, row_counts
from tests.commons.written import cell_of

SECURITY, PRACTICES = "provisions/social-security.yaml", "practices.yaml"
SUMMARY = "Long-term benefits only: invalidity, disablement"


@pytest.fixture
def pack(tmp_path) -> Path:
    """A copy of the real pack, which a test may change."""
    return Path(shutil.copytree(cast.PACK, tmp_path / "pack"))


def test_the_pack_brings_all_aspects_with_a_cell_for_each_bloc(edition) -> None:
    cells = Provision.objects.filter(state=None)
    assert (Aspect.objects.count(), cells.count(), Provision.objects.exclude(state=None).count()) == (43, 86, 163)
    assert (Practice.objects.count(), Term.objects.count()) == (10, 72)
    assert {len(cell.summary) for cell in cells} == {3}, "in English, French and Portuguese"
    assert all(source["url"].startswith("http") for cell in cells for source in cell.references)


def test_another_edition_has_provisions_of_its_own(edition) -> None:
    later = open_edition("lma-2026", pack="lma-2023")
    assert Aspect.objects.filter(topic__edition=later).count() == 43
    assert later.practices.count() == 10
    assert later.practices.first().topics.first().edition == later


def test_loading_again_adds_and_changes_nothing(edition) -> None:
    before, cells = row_counts(), list(Provision.objects.values())
    load_pack(cast.PACK)
    assert row_counts() == before
    assert list(Provision.objects.values()) == cells


def test_a_changed_cell_arrives_in_every_open_course(edition, pack) -> None:
    later = open_edition("lma-2026", pack="lma-2023")
    edit(pack, SECURITY, SUMMARY, "Benefits only: invalidity, disablement")
    load_pack(pack)
    for course in (edition, later):
        assert cell_of(course, bloc="CARICOM").summary["en"].startswith("Benefits only")


def test_a_new_aspect_and_its_cells_arrive(edition, pack) -> None:
    file = pack / "provisions" / "climate.yaml"
    first = file.read_text(encoding="utf-8").partition("aspects:\n")[2].partition("\n- slug:")[0]
    file.write_text(file.read_text(encoding="utf-8") + "\n" + first.replace("slug: strategy", "slug: newer"), "utf-8")
    load_pack(pack)
    assert Provision.objects.filter(aspect__slug="newer", state=None).count() == 2


def test_what_people_changed_here_stays_and_a_facilitator_sees_the_difference(edition, pack, chiara, client_of) -> None:
    cell = cell_of(edition, bloc="CARICOM")
    corrections.propose(cell, by=chiara, proposed={"summary.en": "As we know it here.", "year": 1998}, source="A text")
    edit(pack, SECURITY, SUMMARY, "Benefits only: invalidity, disablement")
    french = cell.summary["fr"]
    edit(pack, SECURITY, french[:25], "Autrement : " + french[:25])
    load_pack(pack)
    cell.refresh_from_db()
    assert (cell.summary["en"], cell.year) == ("As we know it here.", 1998)
    assert cell.summary["fr"].startswith("Autrement"), "a part that nobody changed comes from the pack"
    found = {change.name: change.before for change in reading.pack_differences(cell)}
    assert found["Text (English)"].startswith("Benefits only")
    assert found["Year"] == "1997"
    load_pack(pack)
    cell.refresh_from_db()
    assert cell.summary["en"] == "As we know it here."
    listed = client_of(chiara).get(reverse("pack", args=[edition.slug])).content.decode()
    assert "Branches covered · CARICOM" in listed
    assert "As we know it here." in listed
    assert "Benefits only: invalidity" in listed


BROKEN = {
    "a cell without a bloc of the course": (SECURITY, "    ECOWAS:\n", "    EAC:\n", ["aspect instrument, cells.EAC"]),
    "an unknown status": (SECURITY, "status: adopted", "status: planned", ["aspect instrument, cells.", ".status"]),
    "an unknown confidence": (SECURITY, "  confidence: verified", "  confidence: sure", ["confidence", "'sure'"]),
    "no summary": (
        SECURITY,
        "        summary:\n          en:",
        "        summary:\n          en: ''\n          x:",
        ["summary"],
    ),
    "a year in words": (SECURITY, "year: 2013", "year: soon", ["year", "'soon'"]),
    "an unknown state": ("provisions/cooperation.yaml", "state: BB", "state: QQ", ["aspect lead, states.CARICOM[1]"]),
    "a source that runs": (SECURITY, "url: https://", "url: javascript://", ["sources[1]", "url"]),
    "an unknown topic": (SECURITY, "topic: social-security", "topic: sports", ["topic", "'sports'"]),
    "an aspect twice": (SECURITY, "slug: branches", "slug: states-covered", ["aspect states-covered, slug"]),
    "a practice of no topic": (PRACTICES, "- cooperation\n      - skills-mobility", "- sports", ["topics"]),
    "a practice without a result": (PRACTICES, "    result:\n", "    outcome:\n", ["nurses, result"]),
    "a term too many": ("glossary.csv", "migrant worker,", "migrant,worker,", ["line 3"]),
}


@pytest.mark.parametrize(("name", "old", "new", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_is_named_by_file_item_and_field_and_nothing_is_loaded(db, pack, name, old, new, words) -> None:
    file = pack / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = row_counts()
    with pytest.raises(PackFault) as fault:
        load_pack(pack)
    said = str(fault.value)
    assert said.startswith(f"{pack}/{name}: ")
    assert all(word in said for word in words), said
    assert row_counts() == before


@pytest.mark.pure
@pytest.mark.parametrize(
    ("mine", "before", "now", "then"),
    [
        ("a", "a", "b", "b"),
        ("mine", "a", "b", "mine"),
        ({"en": "mine", "fr": "f"}, {"en": "a", "fr": "f"}, {"en": "b", "fr": "g"}, {"en": "mine", "fr": "g"}),
        ({"en": "a"}, {"en": "a"}, {"en": "a", "pt": "p"}, {"en": "a", "pt": "p"}),
        ({"en": "a", "pt": "p"}, {"en": "a", "pt": "p"}, {"en": "a"}, {"en": "a"}),
        ({"year": None}, {"year": None}, {"year": 2008}, {"year": 2008}),
        ({"year": 2008}, {"year": 2008}, {"year": None}, {"year": None}),
    ],
)
def test_people_win_part_by_part(mine, before, now, then) -> None:
    assert merged(mine, before, now) == then


def test_a_practices_topics_follow_the_pack_until_somebody_changes_it_here(edition, pack) -> None:
    def topics_in(course: Edition) -> set[str]:
        practice = course.practices.get(slug="ghana-barbados-nurses")
        return set(practice.topics.values_list("slug", flat=True))

    before = "ghana-barbados-nurses\n    topics:\n      - cooperation\n      - skills-mobility"
    climate = "ghana-barbados-nurses\n    topics:\n      - climate"
    assert topics_in(edition) == {"cooperation", "skills-mobility"}
    edit(pack, PRACTICES, before, climate)
    load_pack(pack)
    assert topics_in(edition) == {"climate"}
    practice = edition.practices.get(slug="ghana-barbados-nurses")
    assert not differing.pack_differences(practice)

    edition.practices.filter(pk=practice.pk).update(edited_at=timezone.now())
    edit(pack, PRACTICES, climate, climate.replace("climate", "social-security"))
    load_pack(pack)
    practice.refresh_from_db()
    assert topics_in(edition) == {"climate"}, "what people changed here stays"
    (change,) = differing.pack_differences(practice)
    assert change.before == "Social security coverage of migrant workers"
    assert change.after.startswith("Climate change")
    assert topics_in(open_edition("lma-2027", pack="lma-2023", like=edition)) == {"climate"}
