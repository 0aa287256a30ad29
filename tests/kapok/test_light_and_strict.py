"""What every page brings along is small, and what it may load is little."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent.parent / "static"


@pytest.mark.pure
@pytest.mark.parametrize(("name", "most"), [("css/kapok.css", 20_000), ("icons/mark.svg", 2_048)])
def test_the_stylesheet_and_the_mark_stay_small(name, most) -> None:
    assert (STATIC / name).stat().st_size < most


@pytest.mark.parametrize("address", ["/sign-in/", "/no-such-page/", "/enter/no-such-link/"])
def test_a_page_loads_from_here_only_and_nothing_inline(db, client, address) -> None:
    answer = client.get(address)
    rules = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page)
