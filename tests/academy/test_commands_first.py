"""Commands on an installation where no course is open yet."""

import re

import pytest

from academy.models import Edition, Person
from desk import demo
from forum.models import Reflection
from tests import cast
from tests.academy.conftest import Output
from tests.academy.pack_files import edit


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["load_pack", "/nowhere"], r"CommandError: /nowhere/blocs\.yaml: .*No such file or directory.*\.\n"),
        (["open_edition", "lma-2026"], r"CommandError: No course pack is loaded; load one with load_pack\.\n"),
        (
            ["open_edition", "lma-2026", "--pack", "x"],
            r"CommandError: No course pack named x is loaded; load one with load_pack\.\n",
        ),
        (["import_roster", "x.csv", "--course", "x"], r"CommandError: There is no course named x\.\n"),
        (["sign_in_link", "a@example.org"], r"CommandError: Nobody has the address a@example\.org\.\n"),
    ],
)
def test_a_refused_command_exits_with_one_and_gives_one_sentence(db, manage, arguments, complaint) -> None:
    output = manage(*arguments)
    assert (output.code, output.out) == (1, "")
    assert re.fullmatch(complaint, output.err)


def test_a_pack_is_loaded_and_loaded_again(db, manage) -> None:
    for _time in range(2):
        assert manage("load_pack", cast.PACK) == Output(0, "Loaded lma-2023.\n", "")
    assert Edition.objects.get().slug == "lma-2023"


def test_a_broken_pack_is_not_loaded(db, manage, pack) -> None:
    edit(pack, "topics.yaml", "ends: 2023-07-21", "ends: 2022-07-21")
    output = manage("load_pack", pack)
    assert (output.code, output.out, output.err.count("\n")) == (1, "", 1)
    assert "the course ends before it starts" in output.err
    assert not Edition.objects.exists()


def test_samples_are_removed_once(db, manage) -> None:
    """Texts that people wrote themselves stay."""
    demo.prepare()
    own = Reflection.objects.first()
    Reflection.objects.filter(pk=own.pk).update(sample=False)
    people = Person.objects.count()
    output = manage("remove_samples")
    assert (output.code, output.err) == (0, "")
    assert int(re.fullmatch(r"(\d+) sample entries removed\.\n", output.out).group(1)) > 10
    assert Reflection.objects.get() == own
    assert Person.objects.count() == people
    assert manage("remove_samples").out == "0 sample entries removed.\n"
