"""Course packs: loading, loading again, the states of a bloc by date, and the editions opened from a pack."""

import datetime
import re

import pytest

from academy.courses.editions import EditionFault, open_edition
from academy.courses.packs import first_day, load_pack
from academy.models import Bloc, BlocMembership, Edition, Pack, State
from academy.pages.texts import localized
from tests import cast
from tests.academy.pack_files import edit, row_counts

LEFT_IN_2025 = {"BF", "ML", "NE"}


def members(bloc: str, *day: int) -> set[str]:
    return {state.code for state in Bloc.objects.get(code=bloc).states_on(datetime.date(*day))}


def test_a_pack_brings_its_blocs_and_opens_its_course(edition) -> None:
    assert edition.titles["fr"] == "Coopération Sud-Sud et migration de main-d'œuvre"
    assert (edition.starts, edition.ends) == (datetime.date(2023, 7, 10), datetime.date(2023, 7, 21))
    assert edition.membership_date == edition.starts
    assert len(edition.days()) == 12
    assert {bloc.code: bloc.shore for bloc in edition.blocs.all()} == {"ECOWAS": "east", "CARICOM": "west"}
    slugs = ["social-security", "social-dialogue", "skills-mobility", "cooperation", "climate"]
    assert [(topic.place, topic.slug) for topic in edition.topics.all()] == list(enumerate(slugs, 1))
    assert [prompt.key for prompt in edition.prompts.all()][:2] == ["noticed", "compare"]
    assert all({"en", "fr", "pt"} <= set(prompt.texts) for prompt in edition.prompts.all())


def test_loading_again_adds_no_rows(edition) -> None:
    before = row_counts()
    load_pack(cast.PACK)
    load_pack(cast.PACK)
    assert row_counts() == before


def test_a_changed_pack_updates_states_and_leaves_the_place_of_an_open_course_alone(edition, adjoa, pack) -> None:
    edit(pack, "blocs.yaml", "en: Benin,", "en: Republic of Benin,")
    edit(pack, "topics.yaml", "place: Turin", "place: Dakar")
    before = row_counts()
    load_pack(pack)
    assert row_counts() == before
    assert State.objects.get(code="BJ").names["en"] == "Republic of Benin"
    assert Pack.objects.get().content["topics"]["edition"]["place"] == "Dakar"
    edition.refresh_from_db()
    assert edition.place == "Turin"
    assert edition.memberships.get() == adjoa


def test_a_changed_pack_ends_a_membership_in_a_bloc(edition, pack) -> None:
    edit(
        pack,
        "blocs.yaml",
        "time_zones: [Africa/Lome], from: 1975-05-28",
        "time_zones: [Africa/Lome], from: 1975-05-28, until: 2027-01-01",
    )
    count = BlocMembership.objects.count()
    load_pack(pack)
    assert BlocMembership.objects.count() == count
    assert "TG" in members("ECOWAS", 2026, 12, 31)
    assert "TG" not in members("ECOWAS", 2027, 1, 1)


@pytest.mark.parametrize(
    ("day", "inside", "outside"),
    [
        ((2023, 7, 10), LEFT_IN_2025, {"MR"}),
        ((2025, 1, 28), LEFT_IN_2025, set()),
        ((2025, 1, 29), {"SN"}, LEFT_IN_2025),
        ((2026, 7, 13), {"SN", "GH", "CV"}, LEFT_IN_2025),
        ((2000, 11, 30), {"MR"}, set()),
        ((2000, 12, 1), set(), {"MR"}),
        ((1975, 5, 27), set(), {"BJ", "NG", "CV"}),
        ((1975, 5, 28), {"BJ", "NG"}, {"CV"}),
        ((1976, 1, 1), {"CV"}, set()),
    ],
)
def test_the_members_of_a_bloc_depend_on_the_day(edition, day, inside, outside) -> None:
    there = members("ECOWAS", *day)
    assert inside <= there
    assert not there & outside


def test_each_bloc_has_its_number_of_states_in_2023_and_2026(edition) -> None:
    """ECOWAS lost three of fifteen; CARICOM's fifteen members stayed, and its associates became six with Curaçao."""
    assert [len(members("ECOWAS", year, 7, 10)) for year in (2023, 2026)] == [15, 12]
    assert [len(members("CARICOM", year, 7, 10)) for year in (2023, 2026)] == [15 + 5, 15 + 6]


@pytest.mark.pure
@pytest.mark.parametrize(
    ("written", "day"),
    [(1976, (1976, 1, 1)), ("2000-12", (2000, 12, 1)), ("1975-05-28", (1975, 5, 28))],
)
def test_a_date_may_be_a_year_or_a_month(written, day) -> None:
    assert first_day(written) == datetime.date(*day)


# Editions ------------------------------------------------------------------------------------------------------------


def test_another_edition_takes_topics_prompts_and_length_from_the_pack(edition) -> None:
    later = open_edition("lma-2026", pack="lma-2023", starts=datetime.date(2026, 7, 13))
    assert (later.ends, later.membership_date) == (datetime.date(2026, 7, 24), datetime.date(2026, 7, 13))
    assert later.titles == edition.titles
    assert later.part_of == {}, "the academy of 2023 does not hold a later course"
    for own, theirs in (
        (later.topics, edition.topics),
        (later.prompts, edition.prompts),
        (later.formats, edition.formats),
    ):
        assert [str(item) for item in own.all()] == [str(item) for item in theirs.all()] != []
    assert set(later.blocs.all()) == set(edition.blocs.all())
    assert edition.topics.count() == 5, "and leaves the first as it was"


def test_an_edition_can_have_a_title_and_dates_of_its_own(edition) -> None:
    day = datetime.date(2025, 1, 30)
    own = open_edition("short", pack=edition.pack, title="One day in Dakar", starts=day, ends=day)
    assert localized(own.titles, "fr") == "One day in Dakar"
    assert own.days() == [day]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"slug": "lma-2023"}, "A course named lma-2023 is already open."),
        ({"pack": "lma-1999"}, "No course pack named lma-1999 is loaded; load one with load_pack."),
        ({"ends": datetime.date(2023, 7, 9)}, "A course cannot end before it starts."),
        (
            {"starts": datetime.date(2026, 1, 2), "ends": datetime.date(2026, 1, 1)},
            "A course cannot end before it starts.",
        ),
    ],
)
def test_an_impossible_edition_is_refused_with_a_reason(edition, arguments, words) -> None:
    before = row_counts()
    with pytest.raises(EditionFault, match=f"^{re.escape(words)}$"):
        open_edition(**{"slug": "new", "pack": "lma-2023", **arguments})
    assert row_counts() == before
    assert list(Edition.objects.values_list("slug", flat=True)) == ["lma-2023"]
