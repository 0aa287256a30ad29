"""`make check` names each line that is too wide to read."""

import pytest

from tools.widths import wide

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("name", ["static/css/top.css", "static/js/room/talk.js", "rooms/engine.py", "tests/one.mjs"])
def test_a_line_of_121_characters_is_named_with_its_file_and_number(tmp_path, name) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("é" * 120 + "\n" + "x" * 121 + "\n", encoding="utf-8")
    assert list(wide(tmp_path)) == [f"{name}:2: 121 characters"]


@pytest.mark.parametrize("name", [".venv/lib/one.py", "data/one.js", "docs/one.md"])
def test_files_that_nobody_writes_by_hand_are_left_out(tmp_path, name) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text("x" * 121)
    assert list(wide(tmp_path)) == []
