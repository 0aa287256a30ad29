"""The settings that follow from the environment: cookies, mail, proxies, live rooms; and invalid variables."""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from academy.models import Person
from academy.sign_in.site import base_url
from kapok import environment

ROOT = Path(__file__).resolve().parent.parent.parent
SENDER = {"KAPOK_EMAIL_FROM": "K <k@mail.example>"}
OURS = ("HOST", "PORT", "DATABASE_URL", "REDIS_URL")


def without_ours() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("KAPOK_")}


@pytest.fixture
def settings_with(tmp_path, monkeypatch) -> Callable[..., dict[str, Any]]:
    """``settings_with(KAPOK_DEMO="0")``: the settings of an installation with only these variables."""

    def read(**variables: str) -> dict[str, Any]:
        for name in set(os.environ) - set(without_ours()):
            monkeypatch.delenv(name)
        for name, value in {"KAPOK_DATA": str(tmp_path), **variables}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "kapok" / "settings.py"))

    return read


@pytest.mark.pure
def test_a_public_host_means_https_behind_one_proxy(settings_with) -> None:
    chosen = settings_with(KAPOK_HOSTS="kapok.example.org,.example.net")
    assert chosen["SESSION_COOKIE_SECURE"]
    assert chosen["CSRF_COOKIE_SECURE"]
    assert chosen["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert chosen["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert {"https://kapok.example.org", "https://example.net"} <= set(chosen["CSRF_TRUSTED_ORIGINS"])
    assert not chosen["DEMO"]


@pytest.mark.pure
def test_without_a_public_host_no_proxy_is_trusted(settings_with) -> None:
    chosen = settings_with()
    assert not chosen["SESSION_COOKIE_SECURE"], "people sign in over http on their own machine"
    assert chosen["SECURE_PROXY_SSL_HEADER"] is None
    assert chosen["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


@pytest.mark.pure
@pytest.mark.parametrize(
    ("variables", "backend"),
    [
        ({}, "commons.mail.MailboxBackend"),
        ({"KAPOK_DEMO": "0"}, "django.core.mail.backends.console.EmailBackend"),
        (
            {"KAPOK_EMAIL_URL": "smtps://u:p@mail.example", **SENDER},
            "django.core.mail.backends.smtp.EmailBackend",
        ),
    ],
)
def test_mail_goes_to_the_mailbox_to_the_console_or_to_a_server(settings_with, variables, backend) -> None:
    chosen = settings_with(**variables)
    assert chosen["EMAIL_BACKEND"] == backend
    assert chosen.get("EMAIL_HOST") == ("mail.example" if "smtp" in backend else None)


@pytest.mark.pure
def test_a_redis_url_sets_the_channel_layer_and_the_cache(settings_with) -> None:
    alone, joined = settings_with(), settings_with(REDIS_URL="redis://cache.example/3")
    assert "InMemory" in alone["CHANNEL_LAYERS"]["default"]["BACKEND"]
    assert joined["CHANNEL_LAYERS"]["default"]["CONFIG"]["hosts"] == ["redis://cache.example/3"]
    assert joined["CACHES"]["default"]["LOCATION"] == "redis://cache.example/3"


@pytest.mark.pure
def test_several_redis_servers_share_the_rooms_and_the_first_has_the_cache(settings_with) -> None:
    chosen = settings_with(REDIS_URL="redis://a.example/0,redis://b.example/0")
    assert chosen["CHANNEL_LAYERS"]["default"]["CONFIG"]["hosts"] == ["redis://a.example/0", "redis://b.example/0"]
    assert chosen["CACHES"]["default"]["LOCATION"] == "redis://a.example/0", "Django would treat the others as replicas"


@pytest.mark.pure
def test_variables_for_operation_reach_the_settings(settings_with, tmp_path) -> None:
    chosen = settings_with(
        KAPOK_STATIC=str(tmp_path / "static"),
        KAPOK_DRAIN="2.5",
        KAPOK_EMAIL_PER_MINUTE="0",
        KAPOK_METRICS_TOKEN="a-token-of-the-tests",
        KAPOK_LOG="json",
    )
    assert (chosen["STATIC_ROOT"], chosen["DRAIN_SECONDS"]) == (tmp_path / "static", 2.5)
    assert (chosen["MAIL_PER_MINUTE"], settings_with()["MAIL_PER_MINUTE"]) == (0, 60)
    assert chosen["METRICS_TOKEN"] == "a-token-of-the-tests"
    assert chosen["LOGGING"]["formatters"]["ours"]["()"] == "kapok.logs.Json"


@pytest.mark.pure
def test_logs_are_plain_on_a_terminal_and_json_elsewhere(settings_with, monkeypatch) -> None:
    for terminal, form in ((True, "Plain"), (False, "Json")):
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal)
        assert settings_with()["LOGGING"]["formatters"]["ours"]["()"] == f"kapok.logs.{form}"


@pytest.mark.pure
def test_no_variable_turns_debugging_on(settings_with) -> None:
    assert settings_with(DEBUG="1", DJANGO_DEBUG="true")["DEBUG"] is False


@pytest.mark.pure
@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"HOST": "192.0.2.7", "PORT": "80"}, "http://192.0.2.7:80"),
        ({"HOST": "::1"}, "http://[::1]:8000"),
        ({"HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"HOST": "::"}, "http://[::1]:8000"),
        ({"KAPOK_HOSTS": "kapok.example.org,other.example"}, "https://kapok.example.org"),
        ({"KAPOK_HOSTS": ".example.org"}, "https://example.org"),
    ],
)
def test_links_in_letters_begin_with_the_public_address(settings, tmp_path, variables, address) -> None:
    settings.ENVIRONMENT = environment.read({"KAPOK_DATA": str(tmp_path), **variables})
    assert base_url() == address


def test_behind_a_proxy_each_address_has_its_own_limit(db, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    Person.objects.create_user("adjoa@example.org")

    def ask(email: str, forwarded_for: str) -> int:
        browser = Client(headers={"x-forwarded-for": forwarded_for})
        return browser.post("/sign-in/", {"email": email}).status_code

    stranger = [ask(f"{number}@example.org", f"10.0.0.{number}, 203.0.113.66") for number in range(61)]
    assert stranger == [302] * 60 + [200], "the stranger's own header changes nothing"
    assert ask("adjoa@example.org", "203.0.113.7") == 302


@pytest.mark.pure
@pytest.mark.parametrize("command", [["serve"], ["sign_in_link", "a@example.org"], ["load_pack", "--help"]])
def test_an_invalid_variable_ends_every_command_with_one_sentence(tmp_path, command) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**without_ours(), "KAPOK_DATA": str(tmp_path), "PORT": "eighty"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "PORT must be a whole number from 1 to 65535, not “eighty”.\n"
