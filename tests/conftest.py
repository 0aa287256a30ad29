"""Fixtures for all tests: the course, its people, and a browserless client for each of them."""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import jinja2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone, translation

from academy import voices
from academy.models import Edition, Membership, Person
from compare import receivers
from compare.comparing import versions
from tests import cast, migrated
from tests.opened import opened
from tests.second_database import is_asked

LONG = (
    *("test_pages.py", "test_operating_guide.py", "test_simulate.py", "test_servers.py", "test_bad_requests.py"),
    *("test_rooms_under_faults.py", "test_several.py", "test_permission_matrix.py", "test_start.py"),
    *("test_membership_changes.py", "browser", "test_limits.py", "test_clock_moved.py", "test_live_text.py"),
    *("test_what_grows.py", "test_query_counts.py", "test_repairs_at_once.py", "test_pairing.py", "test_reading_on.py"),
    *("test_measures_on_texts.py", "test_skips.py", "faults", "protocol", "test_reseating.py", "servers"),
)
"""Files and folders, the longest first: a worker takes a whole file, and would sit alone with one that comes late."""
SERVERS = {"server", "served", "stage", "house", "installation"}
"""Fixtures that start serving processes."""

hypothesis.settings.register_profile("large")
settings.STRICT_TEMPLATES = True


def show_contexts() -> None:
    """Shows the contexts of Jinja2's pages to Django's test client, which gets only those of Django's own engine."""
    make = jinja2.Template.render

    def render(self: jinja2.Template, context: dict[str, Any]) -> str:
        template_rendered.send(sender=self, template=self, context=context)
        return make(self, context)

    jinja2.Template.render = render


show_contexts()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--second-database", action="store_true", help="only what tests/second_database.py asks of it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begins the slowest tests first, so that no worker ends long after the others."""
    items.sort(key=lambda item: next((n for n, folder in enumerate(LONG) if folder in item.path.parts), len(LONG)))
    for item in items:
        if not SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("served")
    scale_examples(items)
    if config.getoption("--second-database"):
        left = [item for item in items if not is_asked(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if is_asked(item)]


def scale_examples(items: list[pytest.Item]) -> None:
    """Runs a third of the made-up examples that a test names, at least ten; with ``--hypothesis-profile=large`` three
    times as many, for `make faults`.
    """
    large = hypothesis.settings.get_current_profile_name() == "large"
    for test in {item.function for item in items if isinstance(item, pytest.Function)}:
        if (named := getattr(test, "_hypothesis_internal_use_settings", None)) and hypothesis.is_hypothesis_test(test):
            many = named.max_examples * 3 if large else min(named.max_examples, max(10, named.max_examples // 3))
            test._hypothesis_internal_use_settings = hypothesis.settings(named, max_examples=many)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """When everything has to run (KAPOK_TEST_ALL), a skip is a failure."""
    report = yield
    if os.environ.get("KAPOK_TEST_ALL") and report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped: {report.longrepr}"
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("several_processes") and not os.environ.get("REDIS_URL"):
        pytest.skip("several processes need REDIS_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> Iterator[None]:
    """Lets each worker's database begin as a copy of a migrated one."""
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"]
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.postgresql(url, tmp_path_factory.getbasetemp())
        yield
    else:
        # pytest-django knows SQLite by Django's engine alone, and gives others a file for each worker.
        connection.settings_dict["TEST"]["NAME"] = ":memory:"
        with contextlib.closing(migrated.into_memory(connection.creation._get_test_db_name())):
            yield


@pytest.fixture(autouse=True)
def own_cache(settings) -> None:
    """Gives each worker a cache of its own, so that tests on one Redis do not empty each other's."""
    url = str(settings.CACHES["default"].get("LOCATION", ""))
    if url.startswith("redis://"):
        number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"{url.rsplit('/', 1)[0]}/{number}"}}
    cache.clear()


@pytest.fixture(autouse=True)
def plain_static_files(settings) -> None:
    """Pages name static files without their hash, so that tests need no collectstatic."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def memory_of_this_test() -> Iterator[None]:
    """A test that is undone leaves no member and no comparison behind in the memory of the next."""
    yield
    voices.forget()
    versions.forget()


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Resets the language before each test, because Django leaves a page's language active in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="module")
def _course(django_db_setup, django_db_blocker) -> Iterator[int]:
    with django_db_blocker.unblock(), opened() as key:
        yield key


@pytest.fixture
def edition(_course, db) -> Edition:
    """The course of 2023; the changes of each test are rolled back."""
    return Edition.objects.get(pk=_course)


@pytest.fixture
def other_edition(edition, monkeypatch) -> Edition:
    """Another course from the same pack, without what it has to compare, which takes longer than all the rest."""
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(receivers, "bring", lambda _edition, _content: None)
        return cast.open_another()


def _member(name: str):
    @pytest.fixture(name=name)
    def member(edition) -> Membership:
        return cast.join(edition, name)

    return member


adjoa, mariam, tunde, nilton = _member("adjoa"), _member("mariam"), _member("tunde"), _member("nilton")
kerwin, shanice, guerline = _member("kerwin"), _member("shanice"), _member("guerline")
trevor, chiara, luca = _member("trevor"), _member("chiara"), _member("luca")


@pytest.fixture
def outsider(other_edition) -> Membership:
    """A delegate of another edition only."""
    return cast.join(other_edition, "guerline")


@pytest.fixture
def suspended(edition) -> Membership:
    """A delegate (of the ECOWAS side) who is suspended."""
    return cast.join(edition, "nilton", suspended_at=timezone.now())


@pytest.fixture
def admin(db) -> Person:
    """The installation's administrator, without a membership of their own."""
    return Person.objects.create_superuser("admin@example.org", given_name="Ada")


@pytest.fixture
def client_of() -> Callable[[Membership | Person], Client]:
    """A signed-in client for a member or a person."""

    def make(who: Membership | Person) -> Client:
        client = Client()
        client.force_login(who if isinstance(who, Person) else who.person)
        return client

    return make
