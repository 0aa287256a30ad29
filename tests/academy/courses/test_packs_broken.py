"""A broken course pack is refused in one sentence and leaves no rows. No course is open here."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from academy.courses.packs import PackFault, load_pack
from tests.academy.pack_files import edit, row_counts

BROKEN: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no folder": (shutil.rmtree, "blocs.yaml"),
    "no topics": (lambda pack: (pack / "topics.yaml").unlink(), "topics.yaml"),
    "no formats": (lambda pack: (pack / "formats.yaml").unlink(), "formats.yaml"),
    "a folder in place of a file": (
        lambda pack: ((pack / "topics.yaml").unlink(), (pack / "topics.yaml").mkdir()),
        "topics.yaml",
    ),
    "no YAML": (lambda pack: (pack / "topics.yaml").write_text("edition: [unclosed"), "topics.yaml"),
    "a list": (lambda pack: (pack / "blocs.yaml").write_text("- ECOWAS\n"), "blocs.yaml"),
    "empty": (lambda pack: (pack / "blocs.yaml").write_text(""), "blocs.yaml"),
    "not UTF-8": (lambda pack: (pack / "topics.yaml").write_bytes(b"edition: \xff\xfe\x81"), "topics.yaml"),
    "runs code": (
        lambda pack: (pack / "topics.yaml").write_text("edition: !!python/object/apply:os.getcwd []"),
        "topics.yaml",
    ),
    "a broken optional file": (lambda pack: (pack / "practices.yaml").write_text("practices: ["), "practices.yaml"),
    "no blocs": (lambda pack: (pack / "blocs.yaml").write_text("groups: []"), "blocs"),
    "a state without a code": (lambda pack: edit(pack, "blocs.yaml", "{code: BJ, ", "{"), "code"),
    "no such day": (lambda pack: edit(pack, "blocs.yaml", "from: 2002-07-02", "from: 2002-07-32"), "day"),
    "no start": (lambda pack: edit(pack, "topics.yaml", "  starts: 2023-07-10\n", ""), "starts"),
    "a start in words": (lambda pack: edit(pack, "topics.yaml", "2023-07-10", "in July"), "in July"),
    "a slug too few": (lambda pack: edit(pack, "topics.yaml", "  slug: lma-2023\n", ""), "slug"),
    "ends before it starts": (lambda pack: edit(pack, "topics.yaml", "ends: 2023-07-21", "ends: 2022-07-21"), "ends"),
    "leaves before it joins": (lambda pack: edit(pack, "blocs.yaml", "until: 2000-12", "until: 1970"), "MR"),
    "a topic twice": (lambda pack: edit(pack, "topics.yaml", "slug: climate", "slug: cooperation"), "cooperation"),
    "a bloc that is not there": (
        lambda pack: edit(pack, "topics.yaml", "blocs: [ECOWAS, CARICOM]", "blocs: [ECOWAS, EAC]"),
        "EAC",
    ),
    "a zone that is not there": (
        lambda pack: edit(pack, "topics.yaml", "time_zone: Europe/Rome", "time_zone: Europe/Romulus"),
        "Europe/Romulus",
    ),
}


@pytest.mark.parametrize(("breaks", "names"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_is_refused_in_one_sentence_and_leaves_no_rows(db, pack, breaks, names) -> None:
    breaks(pack)
    before = row_counts()
    with pytest.raises(PackFault) as fault:
        load_pack(pack)
    said = str(fault.value)
    assert str(pack) in said
    assert names in said
    assert "\n" not in said
    assert row_counts() == before
