"""Roles that go round: each member owns the stages once, another watches the time and writes, the others help.

In a format with the rule ``rotate``, a stage says with ``by`` who writes its fields, "owner" or "helpers", with
``roles`` what each of the two does, by language, and with ``listens`` which of them is asked before they write.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from exchanges.models import Exchange, Format

OWNER, HELPERS, TALK = "owner", "helpers", "talk"


def stages_for(format: Format, members: Sequence[int]) -> list[dict[str, Any]] | None:
    """Returns the stages once for each of these members (ids), None where no roles go round.

    The keys of stages and fields get the number of the turn. ``owner``, ``scribe`` and ``helpers`` are members.
    """
    if not format.rules.get("rotate") or len(members) < 2:
        return None
    return [
        {
            **stage,
            "key": f"{stage['key']}-{number}",
            "yields": TALK if stage["yields"] == TALK else [f"{key}-{number}" for key in stage["yields"]],
            "owner": owner,
            "scribe": members[number % len(members)],
            "helpers": [member for member in members if member != owner],
        }
        for number, owner in enumerate(members, 1)
        for stage in format.stages
    ]


def numbered(stages: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """Returns the stages with the number in the keys of their fields, so that each gathering in the plenary has a
    worksheet of its own."""
    return [
        stage if stage["yields"] == TALK else {**stage, "yields": [f"{key}-{number}" for key in stage["yields"]]}
        for stage in stages
    ]


def base_of(key: str) -> str:
    """Returns a field's key without the number of a turn or a gathering."""
    base, _hyphen, number = key.rpartition("-")
    return base if base and number.isdecimal() else key


def told_to(stage: dict[str, Any], member: int) -> dict[str, Any]:
    """Returns what the member's role does in a stage (``words``, by language), and whether it ``listens``."""
    role = OWNER if stage["owner"] == member else HELPERS
    return {"words": stage.get("roles", {}).get(role, {}), "listens": stage.get("listens") == role}


def writers_of(stage: dict[str, Any]) -> frozenset[int] | None:
    """Returns the members whose role writes the stage's fields; None: everybody writes."""
    if "owner" not in stage or "by" not in stage:
        return None
    return frozenset([stage["owner"]] if stage["by"] == OWNER else stage["helpers"])


def replaced(stages: list[dict[str, Any]], goes: Sequence[int], comes: Sequence[int]) -> list[dict[str, Any]]:
    """Returns the stages of a group that has begun, with the roles of those who go given to those who come. Further
    members help in all turns. If nobody has the role that writes, everybody writes."""
    new, besides, gone = dict(zip(goes, comes, strict=False)), [*comes[len(goes) :]], {*goes[len(comes) :]}
    return [_replaced(stage, new, besides, gone) for stage in stages]


def _replaced(stage: dict[str, Any], new: Mapping[int, int], besides: list[int], gone: set[int]) -> dict[str, Any]:
    helpers = [new.get(member, member) for member in stage["helpers"] if member not in gone]
    changed = {
        **stage,
        "owner": new.get(stage["owner"], stage["owner"]),
        "scribe": new.get(stage["scribe"], stage["scribe"]),
        "helpers": helpers + besides,
    }
    if stage["owner"] in gone or not changed["helpers"]:
        changed.pop("by", None)
    return changed


def take_over(kept: int, other: int, edition: int) -> None:
    """Gives the roles of ``other`` to ``kept``, who is the same person."""
    for exchange in Exchange.objects.filter(round__edition=edition, own_stages__isnull=False):
        stages = exchange.own_stages or []
        if any(other in (stage["owner"], stage["scribe"], *stage["helpers"]) for stage in stages):
            exchange.own_stages = replaced(stages, [other], [kept])
            exchange.save(update_fields=["own_stages"])
