"""Files that every page loads are small, and a page loads nothing else."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from kapok.static_storage import manifest_name

KB = 1024


@pytest.fixture
def collected(settings, tmp_path) -> Path:
    """The folder of the static files that an installation serves."""
    settings.STATIC_ROOT = tmp_path / "static"
    backend = {"BACKEND": "kapok.static_storage.HashedModules"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    call_command("collectstatic", verbosity=0, interactive=False)
    return settings.STATIC_ROOT


def hashed(collected: Path) -> dict[str, str]:
    """Returns the name under which each file is served."""
    return json.loads((collected / manifest_name()).read_text())["paths"]


@pytest.mark.pure
def test_files_that_pages_share_stay_small(collected) -> None:
    """Counts bytes as a browser gets them, minified and compressed. The length of the sources does not count."""
    names = hashed(collected)
    for name, most in {"css/kapok.css": 8 * KB, "js/room/room.js": 25 * KB, "icons/mark.svg": 2 * KB}.items():
        assert (collected / f"{names[name]}.br").stat().st_size <= most, name


@pytest.mark.pure
def test_a_page_loads_one_style_sheet_and_one_script(collected) -> None:
    names = hashed(collected)
    assert [name for name in names if name.startswith("css/")] == ["css/kapok.css"]
    assert "@import" not in (collected / names["css/kapok.css"]).read_text()
    assert [name for name in names if name.startswith("js/room/")] == ["js/room/room.js"]
    assert not re.search(r"^(import|export)\b", (collected / names["js/room/room.js"]).read_text(), re.MULTILINE)


@pytest.mark.parametrize("address", ["/sign-in/", "/no-such-page/", "/enter/no-such-link/"])
def test_a_page_loads_from_here_only_and_nothing_inline(db, client, address) -> None:
    answer = client.get(address)
    rules = dict(rule.strip().split(" ", 1) for rule in answer["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page)
