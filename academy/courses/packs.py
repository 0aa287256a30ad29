"""Course packs: a folder of files with the blocs, topics, prompts, formats and other parts of a course."""

import csv
import datetime
import zoneinfo
from pathlib import Path
from typing import Any

import yaml
from django.db import DatabaseError, transaction

from academy.courses.editions import EditionFault, bring_up_to_date, open_edition
from academy.models import Bloc, BlocMembership, Edition, Pack, State

REQUIRED = ("blocs", "topics", "formats")
SHIPPED = Path(__file__).resolve().parents[1] / "packs"
"""The packs that come with Kapok, each in a folder."""
PROVISIONS = "provisions"  # a folder with a file for each topic


class PackFault(Exception):
    """The folder is not a course pack; the message names the file and the reason."""


def load_pack(folder: Path, *, opens: bool = True) -> Pack:
    """Reads a pack's folder, updates blocs and states, and opens the pack's own edition unless it is open already.

    Open editions get new and changed items of the pack where nobody changed theirs. Loading the same pack
    again changes nothing. ``opens`` False leaves the pack's own edition unopened. Raises PackFault.
    """
    content = {name: _read(folder / f"{name}.yaml") for name in REQUIRED} | _optional(folder)
    try:
        _check(content)
        return _store(content, opens=opens)
    except PackFault as fault:
        raise PackFault(f"{folder}/{fault}") from fault
    except (KeyError, TypeError, AttributeError, ValueError, EditionFault, DatabaseError) as fault:
        what = " ".join(repr(fault).split())
        raise PackFault(f"{folder}: not a complete course pack ({what}).") from fault


def shipped() -> dict[str, dict[str, Any]]:
    """Maps the folder of each pack that comes with Kapok -> the pack's description of its own edition."""
    folders = sorted(folder for folder in SHIPPED.iterdir() if (folder / "topics.yaml").exists())
    return {folder.name: _read(folder / "topics.yaml")["edition"] for folder in folders}


def _optional(folder: Path) -> dict[str, Any]:
    """Reads the parts that a pack may lack: what is compared, practices and the glossary."""
    found: dict[str, Any] = {}
    if (folder / "practices.yaml").exists():
        found["practices"] = _read(folder / "practices.yaml")
    if (folder / PROVISIONS).exists():
        found["provisions"] = {path.stem: _read(path) for path in sorted((folder / PROVISIONS).glob("*.yaml"))}
    if (folder / "glossary.csv").exists():
        found["glossary"] = _read_table(folder / "glossary.csv")
    return found


def _check(content: dict[str, Any]) -> None:
    """Raises ValueError for content that the database would refuse or that would break pages later."""
    own, codes = content["topics"]["edition"], {bloc["code"] for bloc in content["blocs"]["blocs"]}
    if datetime.date.fromisoformat(own["ends"]) < datetime.date.fromisoformat(own["starts"]):
        raise ValueError("the course ends before it starts")
    if own["time_zone"] not in zoneinfo.available_timezones():
        raise ValueError(f"{own['time_zone']} is not a time zone")
    if missing := set(own["blocs"]) - codes:
        raise ValueError(f"no bloc has the code {', '.join(sorted(missing))}")
    for part, name in (("topics", "slug"), ("prompts", "key")):
        named = [item[name] for item in content["topics"][part]]
        if twice := {item for item in named if named.count(item) > 1}:
            raise ValueError(f"{part}: more than one is named {', '.join(sorted(twice))}")


@transaction.atomic
def _store(content: dict[str, Any], *, opens: bool) -> Pack:
    for bloc in content["blocs"]["blocs"]:
        _store_bloc(bloc)
    own = content["topics"]["edition"]
    earlier = Pack.objects.select_for_update().filter(slug=own["slug"]).first()
    before = earlier.content if earlier else None
    pack, _made = Pack.objects.update_or_create(slug=own["slug"], defaults={"content": content})
    pack.refresh_from_db()  # as it is stored: what it is compared with next time
    if before is not None:
        bring_up_to_date(pack, before)
    if opens and not Edition.objects.filter(slug=own["slug"]).exists():
        open_edition(own["slug"], pack=pack)
    return pack


def _read(path: Path) -> dict[str, Any]:
    try:
        # Dates stay text, because the content is stored as JSON.
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_TextDates)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise PackFault(f"{path}: {' '.join(str(fault).split())}.") from fault
    if not isinstance(content, dict):
        raise PackFault(f"{path}: a mapping was expected.")
    return content


def _read_table(path: Path) -> list[list[str]]:
    """The rows of a CSV file, the one with the names of the columns first."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise PackFault(f"{path}: {' '.join(str(fault).split())}.") from fault


class _TextDates(yaml.CSafeLoader):
    """Safe YAML in which a date stays the text that was written."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _store_bloc(entry: dict[str, Any]) -> None:
    bloc, _made = Bloc.objects.update_or_create(
        code=entry["code"], defaults={"shore": entry["shore"], "names": entry["names"], "short": entry["short"]}
    )
    for associate, states in ((False, entry["members"]), (True, entry.get("associate_members", []))):
        for state in states:
            _store_state(bloc, state, associate=associate)


def _store_state(bloc: Bloc, entry: dict[str, Any], *, associate: bool) -> None:
    state, _made = State.objects.update_or_create(
        code=entry["code"],
        defaults={"names": entry["names"], "languages": entry["languages"], "time_zones": entry["time_zones"]},
    )
    since, until = first_day(entry["from"]), first_day(entry["until"]) if "until" in entry else None
    if until is not None and until <= since:
        raise ValueError(f"{state.code} leaves {bloc.code} before it joins")
    BlocMembership.objects.update_or_create(
        bloc=bloc, state=state, since=since, defaults={"until": until, "associate": associate}
    )


def first_day(written: str | int) -> datetime.date:
    """Returns the first day of a date in a pack: a day, a month ("2000-12") or a year (1976)."""
    parts = [int(part) for part in str(written).split("-")]
    return datetime.date(*[*parts, 1, 1][:3])
