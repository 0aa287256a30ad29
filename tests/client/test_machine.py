"""The room client's pure state machine, alone, in node; and the joined module that the browser gets."""

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kapok.static_storage import join

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = ROOT / "static" / "js" / "room"

pytestmark = pytest.mark.pure


@pytest.fixture
def node() -> str:
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    return program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The modules in the form that node reads, and the tests beside them."""
    shutil.copytree(MODULES, tmp_path / "room")
    for file in Path(__file__).parent.glob("*.mjs"):
        shutil.copy(file, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    return tmp_path


def run(node: str, folder: Path, test: str, **environment: str) -> str:
    done = subprocess.run(
        [node, "--test", "--test-reporter=tap", test],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("events", ["machine", "faults", "mute"])
def test_the_client_answers_each_event_as_promised(node, folder, events) -> None:
    assert re.search(r"^# pass [1-9]", run(node, folder, f"{events}.test.mjs"), re.MULTILINE)


@pytest.mark.long
def test_nothing_is_lost_doubled_or_reordered_in_made_up_worlds(node, folder) -> None:
    seed = os.environ.get("KAPOK_SEED", str(random.randrange(10**9)))
    said = run(node, folder, "chance.test.mjs", KAPOK_SEED=seed)
    print(re.search(r"seed .* in order", said)[0])  # type: ignore[index]


def test_the_joined_module_imports_nothing(node, tmp_path) -> None:
    files = {f"js/room/{file.relative_to(MODULES)}": file for file in MODULES.rglob("*.js")}
    text = join("js/room/room.js", {name: str(file) for name, file in files.items()})
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    for name, file in files.items():
        first = next(
            line for line in file.read_text().splitlines() if line and not line.startswith(("//", "import", " "))
        )
        assert text.count(first.removeprefix("export ")) == 1, name
    (tmp_path / "joined.mjs").write_text(text)
    subprocess.run([node, "--check", str(tmp_path / "joined.mjs")], check=True)
