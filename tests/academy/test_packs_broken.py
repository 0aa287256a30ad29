"""What is no course pack is said in one sentence, and leaves nothing. No course is open here."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from academy.packs import PackFault, load_pack
from tests.academy.pack_files import rows, spoil

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
    "a state without a code": (lambda pack: spoil(pack, "blocs.yaml", "{code: BJ, ", "{"), "code"),
    "no such day": (lambda pack: spoil(pack, "blocs.yaml", "from: 2002-07-02", "from: 2002-07-32"), "day"),
    "no start": (lambda pack: spoil(pack, "topics.yaml", "  starts: 2023-07-10\n", ""), "starts"),
    "a start in words": (lambda pack: spoil(pack, "topics.yaml", "2023-07-10", "in July"), "in July"),
    "a slug too few": (lambda pack: spoil(pack, "topics.yaml", "  slug: lma-2023\n", ""), "slug"),
    "ends before it starts": (lambda pack: spoil(pack, "topics.yaml", "ends: 2023-07-21", "ends: 2022-07-21"), "ends"),
    "leaves before it joins": (lambda pack: spoil(pack, "blocs.yaml", "until: 2000-12", "until: 1970"), "MR"),
    "a topic twice": (lambda pack: spoil(pack, "topics.yaml", "slug: climate", "slug: cooperation"), "cooperation"),
    "a bloc that is not there": (
        lambda pack: spoil(pack, "topics.yaml", "blocs: [ECOWAS, CARICOM]", "blocs: [ECOWAS, EAC]"),
        "EAC",
    ),
    "a zone that is not there": (
        lambda pack: spoil(pack, "topics.yaml", "time_zone: Europe/Rome", "time_zone: Europe/Romulus"),
        "Europe/Romulus",
    ),
}


@pytest.mark.parametrize(("breaks", "names"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_pack_is_said_in_one_sentence_and_leaves_nothing(db, pack, breaks, names) -> None:
    breaks(pack)
    before = rows()
    with pytest.raises(PackFault) as fault:
        load_pack(pack)
    said = str(fault.value)
    assert str(pack) in said
    assert names in said
    assert "\n" not in said
    assert rows() == before
