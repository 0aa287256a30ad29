"""Formats and their stages at the desk."""

import pytest
from django.urls import reverse

from desk.courses import items, stages
from exchanges.models import Exchange, Format
from exchanges.rounds import making
from exchanges.rounds.forms import RoundForm
from tests.desk.courses.set_up import item, needs, stage, used


@pytest.mark.parametrize("in_use", [False, True])
def test_a_format_is_never_changed_beneath_a_running_exchange(edition, chiara, client_of, in_use) -> None:
    format = edition.formats.get(slug="compare-pair")
    many, before = edition.formats.count(), format.stages
    if in_use:
        used(edition, format, chiara)
    desk = client_of(chiara)
    sent = {"title_en": "Hello", "prompt_en": "Say who you are.", "minutes": "7", "yields": []}
    page = desk.post(stage(format, "meet"), sent, follow=True)
    changed = edition.formats.get(slug="compare-pair-copy" if in_use else "compare-pair")
    assert page.redirect_chain[-1][0] == item(edition, "format", changed.pk)
    assert ("your change is a copy" in page.text) is in_use
    assert changed.stages[0] | {"prompt": ...} == {
        "key": "meet",
        "minutes": 7,
        "yields": "talk",
        "title": {"en": "Hello"},
        "prompt": ...,
    }
    assert changed.stages[1:] == before[1:]
    assert edition.formats.count() == many + in_use
    format.refresh_from_db()
    assert (format.stages == before) is in_use
    assert (format.closed_at is not None) is in_use, "new rounds are offered the copy alone"
    offered = RoundForm(edition).fields["format"].queryset
    assert [one.slug for one in offered if one.slug.startswith("compare-pair")] == [changed.slug]
    sizes = {"smallest_group": "2", "largest_group": "3"}
    desk.post(item(edition, "format", changed.pk), {"titles_en": "Two by two", "pace": "1", **sizes})
    changed.refresh_from_db()
    assert (changed.pace, changed.titles) == (1, {"en": "Two by two"})
    assert Exchange.objects.count() == 0


def test_stages_are_added_ordered_and_removed_down_to_the_last_one(edition, chiara, client_of) -> None:
    format, desk = edition.formats.get(slug="compare-pair"), client_of(chiara)
    keys = [one["key"] for one in format.stages]
    shown = desk.get(reverse("new_stage", args=[edition.slug, format.pk])).text
    assert 'value="harvest"' in shown
    assert 'value="alike"' not in shown, "another stage has this field"
    new = {"title_fr": "Récolte", "minutes": "8", "yields": ["harvest"]}
    desk.post(reverse("new_stage", args=[edition.slug, format.pk]), new)
    format.refresh_from_db()
    assert format.stages[-1] == {
        "key": "stage-1",
        "title": {"fr": "Récolte"},
        "prompt": {},
        "minutes": 8,
        "yields": ["harvest"],
    }
    desk.post(stage(format, "stage-1", "act_on_stage"), {"act": "up"})
    desk.post(stage(format, keys[0], "act_on_stage"), {"act": "up"})
    desk.post(stage(format, keys[1], "act_on_stage"), {"act": "remove"})
    format.refresh_from_db()
    assert [one["key"] for one in format.stages] == [keys[0], *keys[2:-1], "stage-1", keys[-1]]
    for key in (one["key"] for one in format.stages[1:]):
        stages.remove(format, key, by=chiara)
    page = desk.post(stage(format, keys[0], "act_on_stage"), {"act": "remove"}, follow=True)
    assert "A format needs one stage at least." in page.text
    assert len(edition.formats.get(pk=format.pk).stages) == 1
    for gone in (stage(format, "gone"), stage(format, "gone", "act_on_stage")):
        assert desk.post(gone, {**new, "act": "remove"}).status_code == 404
    refused = desk.post(stage(format, keys[0]), {"minutes": "0", "prompt_en": "Kept."})
    assert (refused.status_code, "Kept." in refused.text) == (422, True)


def test_a_stage_whose_roles_go_round_says_who_writes(edition, chiara, client_of) -> None:
    format, desk = edition.formats.get(slug="peer-assist"), client_of(chiara)
    said = {"title_en": "Questions", "minutes": "4", "yields": ["ideas"], "by": "owner"}
    desk.post(stage(format, "questions"), said)
    desk.post(reverse("new_stage", args=[edition.slug, format.pk]), {**said, "yields": [], "by": ""})
    format.refresh_from_db()
    assert (format.stages[1]["by"], format.stages[1]["yields"]) == ("owner", ["ideas"])
    assert "by" not in format.stages[-1]
    desk.post(stage(format, "questions"), {**said, "by": ""})
    format.refresh_from_db()
    assert "by" not in format.stages[1], "everybody writes"


def test_a_format_is_copied_and_a_new_one_needs_a_stage(edition, chiara, client_of) -> None:
    format, desk = edition.formats.get(slug="compare-pair"), client_of(chiara)
    page = desk.post(item(edition, "format", format.pk, "act_on_item"), {"act": "copy"}, follow=True)
    copied = edition.formats.get(slug="compare-pair-copy")
    assert page.redirect_chain[-1][0] == item(edition, "format", copied.pk)
    assert copied.titles["fr"] == "Comparer et contraster (copie)"
    assert (copied.stages, copied.purposes, copied.pace) == (format.stages, format.purposes, format.pace)
    bare = {"titles_en": "Ours", "pace": "1", "minutes": "20", "smallest_group": "2", "largest_group": "3"}
    adding = reverse("new_item", args=[edition.slug, "format"])
    assert "A format needs one stage at least." in desk.post(adding, bare).text
    desk.post(adding, {**bare, "stage_en": "All of it"})
    ours = edition.formats.get(slug="ours")
    assert [(one["key"], one["minutes"]) for one in ours.stages] == [("stage-1", 20)]
    round = used(edition, ours, chiara)
    assert round.format == ours
    assert items.remove(ours, by=chiara) is False
    assert 'value="ours"' not in RoundForm(edition).as_p()


def test_no_round_is_made_by_a_format_without_stages(edition, chiara) -> None:
    Format.objects.filter(slug="compare-pair").update(stages=[])
    with pytest.raises(making.RoundFault, match="no stages"):
        used(edition, edition.formats.get(slug="compare-pair"), chiara)
    form = RoundForm(edition, {"format": "compare-pair"})
    assert "no stages" in str(form.errors["format"])
    assert "This format has no stages: Compare and contrast" in needs(edition)


@pytest.mark.parametrize("in_use", [False, True])
def test_group_sizes_are_changed_beneath_no_running_exchange(edition, chiara, client_of, in_use) -> None:
    format = edition.formats.get(slug="compare-pair")
    if in_use:
        used(edition, format, chiara)
    desk, here = client_of(chiara), item(edition, "format", format.pk)
    said = {"titles_en": "Two or four", "pace": "1.5", "smallest_group": "4", "largest_group": "2"}
    refused = desk.post(here, said)
    assert (refused.status_code, "The largest group is smaller" in refused.text) == (422, True)
    desk.post(here, said | {"smallest_group": "2", "largest_group": "4"})
    changed = edition.formats.get(slug="compare-pair-copy" if in_use else "compare-pair")
    format.refresh_from_db()
    assert (changed.largest_group, format.largest_group) == (4, 3 if in_use else 4)
