"""The demo's marks and notes."""

import datetime
from collections.abc import Mapping
from typing import Any

from academy.models import Edition, Membership
from commons.marks import marking
from commons.models import Mark, Note
from compare.models import Practice, Provision
from forum.models import Reflection

Members = dict[str, Membership]


def load(
    edition: Edition,
    samples: dict[str, Any],
    members: Members,
    practices: Mapping[str, Practice],
    shift: datetime.timedelta,
) -> None:
    """Makes the marks and notes through the verbs, moved in time by ``shift``. Marks of absent people or on missing
    texts are left out."""
    for part, model, said in (("marks", Mark, "why"), ("notes", Note, "text")):
        for entry in samples[part]:
            source = source_of(edition, entry["source"], members, practices) if entry["by"] in members else None
            if source is None:
                continue
            by, sentence = members[entry["by"]], {said: entry[said]} if said in entry else {}
            verb: Any = marking.mark if model is Mark else marking.note
            verb(source, by=by, language=entry.get("language", ""), **sentence)
            at = datetime.datetime.fromisoformat(entry["at"]) + shift
            newest: Any = model.objects.filter(member=by).latest("pk")
            type(newest).objects.filter(pk=newest.pk).update(at=at, sample=True)


def remove(edition: Edition) -> int:
    """Deletes the edition's sample marks and notes, and returns how many."""
    found = [model.objects.filter(member__edition=edition, sample=True) for model in (Mark, Note)]
    return sum(rows.delete()[0] for rows in found)


def source_of(edition: Edition, entry: dict[str, Any], members: Members, practices: Mapping[str, Practice]) -> Any:
    """Returns what the entry points at; None when the demo does not have it."""
    if entry["kind"] == "provision":
        return provision_of(edition, entry)
    if entry["kind"] == "practice":
        return practices.get(entry["practice"])
    if entry["kind"] == "reflection" and entry["of"] in members:
        found = Reflection.objects.select_related("topic__edition", "author")
        return found.filter(topic__edition=edition, topic__slug=entry["topic"], author=members[entry["of"]]).first()
    return None


def provision_of(edition: Edition, entry: dict[str, Any]) -> Provision:
    named = {"aspect__slug": entry["aspect"], "aspect__topic__slug": entry["topic"], "bloc__code": entry["bloc"]}
    state = {"state__code": entry["state"]} if "state" in entry else {"state": None}
    return Provision.objects.select_related("aspect__topic__edition").get(
        aspect__topic__edition=edition, **named, **state
    )
