"""Later versions of Kapok, each in a folder of its own, as an operator unpacks them; and checks of releases."""

import os
import re
import shutil
from pathlib import Path

from tests.deploy.installation import FAILED, ROOT, Installation, Visitor, blocks

STYLE = Path("static/css/states.css")
NOT_OURS = (".git", ".venv", "data", "__pycache__", ".*_cache")
A_MIGRATION_THAT_FAILS = """
from django.db import migrations

def fail(apps, editor):
    raise ValueError("Mwen wè papye yo")

class Migration(migrations.Migration):
    dependencies = [("kapok", "{last}")]
    operations = [migrations.RunPython(fail)]
"""


def version(base: Path, name: str) -> Path:
    """Returns a version with another style. Another user has unpacked it, with a file that only they may read."""
    folder = base / name
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS))
    with (folder / STYLE).open("a") as style:
        style.write(f"\n.{name} {{ color: inherit; }}\n")
    os.chown(folder / "manage.py", 12345, 12345)
    (folder / "manage.py").chmod(0o600)
    return folder


def version_that_cannot_be_installed(base: Path) -> Path:
    folder = version(base, "cannot-be-installed")
    (folder / "Makefile").write_text("install-scale:\n\tfalse\n")
    return folder


def version_whose_migration_fails(base: Path) -> Path:
    folder = version(base, "migration-fails")
    last = max(file.stem for file in (folder / "kapok" / "migrations").glob("0*.py"))
    (folder / "kapok" / "migrations" / "0999_fails.py").write_text(A_MIGRATION_THAT_FAILS.format(last=last))
    return folder


def style_of(visitor: Visitor) -> str:
    """Returns the address of the current page's style, which is served."""
    address = re.findall(r'href="(/static/css/kapok\.[0-9a-f]{12}\.css)"', visitor.web.get("/you/").text)[0]
    assert visitor.web.get(address).status_code == 200
    return str(address)


def running(installation: Installation) -> dict[str, str]:
    """Returns the process id of each unit."""
    return {file.name: file.read_text() for file in (installation.base / "state").glob("*.pid")}


def a_release_belongs_to_root_and_is_readable(installation: Installation) -> None:
    current = installation.base / "opt" / "current"
    for file in (current, current / "manage.py", current / "kapok"):
        assert file.stat().st_uid == os.geteuid()
        assert file.stat().st_mode & 0o044 == 0o044, file


def a_failed_upgrade_changes_nothing(installation: Installation, visitor: Visitor) -> None:
    """Runs all blocks although they fail; then goes back to the release before."""
    current, processes, style = installation.base / "opt" / "current", running(installation), style_of(visitor)
    release = current.resolve()
    installation.go_to(version_that_cannot_be_installed(installation.base))
    assert FAILED in installation.paste(*blocks("several")["upgrade"][:1])
    assert current.resolve() == release
    installation.run('rm -rf "$release"')
    installation.go_to(version_whose_migration_fails(installation.base))
    assert FAILED in installation.paste(*blocks("several")["upgrade"])
    assert running(installation) == processes, "all run on"
    assert "0999_fails.py" in (installation.base / "state" / "kapok-migrate.log").read_text()
    assert style_of(visitor) == style
    assert current.resolve() != release
    installation.run(*blocks("several")["go"])
    assert current.resolve() == release
    assert running(installation).keys() == processes.keys()
    assert not set(running(installation).values()) & set(processes.values())
    assert style_of(visitor) == style
