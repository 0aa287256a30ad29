"""The secret key of an installation: made once, kept, and refused when it cannot be used."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from kapok import environment
from kapok.environment import EnvironmentFault
from tests.kapok.test_environment import data, read

__all__ = ["data", "read"]

pytestmark = pytest.mark.pure


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(read, data) -> None:
    first = read().secret_key
    assert len(first) >= 50
    assert read().secret_key == first
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert [file.name for file in data.iterdir()] == ["secret-key"], "no temporary file stays"


def test_each_installation_has_its_own_key(tmp_path) -> None:
    keys = {environment.read({"KAPOK_DATA": str(tmp_path / str(n))}).secret_key for n in range(5)}
    assert len(keys) == 5


def test_an_existing_key_is_kept(read, data) -> None:
    data.mkdir()
    (data / "secret-key").write_text("chosen by the operator\n")
    assert read().secret_key.strip() == "chosen by the operator"


def test_processes_that_start_at_once_use_one_key(read, data) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _number: read().secret_key, range(16)))
    assert len(keys) == 1
    assert [file.name for file in data.iterdir()] == ["secret-key"]


def test_an_interrupted_start_does_not_stop_the_next(read, data) -> None:
    """In containers the next process may have the same number."""
    data.mkdir()
    (data / f"secret-key.{os.getpid()}.new").touch()
    assert read().secret_key


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe\x00"])
def test_an_unusable_key_is_named(read, data, content) -> None:
    data.mkdir()
    (data / "secret-key").write_bytes(content)
    with pytest.raises(EnvironmentFault, match=r"^KAPOK_DATA: the secret key .* cannot be used"):
        read()


def test_a_key_that_is_a_folder_is_named(read, data) -> None:
    (data / "secret-key").mkdir(parents=True)
    with pytest.raises(EnvironmentFault, match=r"^KAPOK_DATA: the secret key .* cannot be used"):
        read()
