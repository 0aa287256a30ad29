"""The variables of an installation: reading them, their defaults, and refused values."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapok import environment, mail_variables
from kapok.environment import EnvironmentFault

pytestmark = pytest.mark.pure


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def read(data):
    """``read(PORT="80")`` reads these variables, with a data folder of its own."""
    return lambda **variables: environment.read({"KAPOK_DATA": str(data), **variables})


def test_every_variable_has_a_default(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = environment.read({})
    assert (chosen.host, chosen.port, chosen.data) == ("127.0.0.1", 8000, tmp_path / "data")
    assert (chosen.redis_urls, chosen.email, chosen.public_host, chosen.https) == ([], None, None, False)
    assert (chosen.static, chosen.drain, chosen.log, chosen.metrics_token) == (chosen.data / "static", 5, None, None)
    assert (chosen.demo, chosen.write_at_once) == (True, True)
    assert chosen.room_rate == (20, 100)
    assert chosen.database["NAME"] == tmp_path / "data" / "kapok.sqlite3"
    assert set(chosen.allowed_hosts) == {"localhost", "127.0.0.1", "[::1]", "::1"}


NAMES = [
    "HOST",
    "PORT",
    "DATABASE_URL",
    "REDIS_URL",
    *(f"KAPOK_{name}" for name in ("HOSTS", "DATA", "EMAIL_URL")),
]
NAMES += [f"KAPOK_{name}" for name in ("DEMO", "ROOM_RATE", "STATIC", "DATABASE_POOL", "DRAIN", "LOG", "METRICS_TOKEN")]
NAMES += ["KAPOK_WRITE_AT_ONCE", "KAPOK_EMAIL_FROM", "KAPOK_REPLY_ADDRESS", "KAPOK_MAIL_HOOK"]


def test_an_empty_variable_counts_as_not_set(tmp_path, monkeypatch) -> None:
    """Service managers and container files set variables that nobody filled in."""
    monkeypatch.chdir(tmp_path)
    assert environment.read(dict.fromkeys(NAMES, " ")) == environment.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("PORT", wrong) for wrong in ("0", "65536", "-1", "80.0", "http", "٨٠", "1e3", "0x50", "9" * 5000)],
        *[("HOST", wrong) for wrong in ("http://localhost", "localhost:8000", "a b", "10.0.0.1/8", "::1::")],
        *[("KAPOK_HOSTS", wrong) for wrong in ("https://kapok.example", "a b", "kapok.example/x", "a.example:8000")],
        *[("KAPOK_DATA", wrong) for wrong in ("/dev/null/x", "/proc/none/here", "~nobody-of-that-name/data")],
        *[
            ("DATABASE_URL", wrong)
            for wrong in ("mysql://h/x", "kapok", "/var/db.sqlite3", "postgresql://[::1/x", "postgres://h:port/x")
        ],
        ("DATABASE_URL", "postgresql://"),
        *[("REDIS_URL", wrong) for wrong in ("localhost:6379", "http://h", "redis://[::1/0")],
        *[("REDIS_URL", wrong) for wrong in ("redis://h:x/0", "redis://h/abc")],
        *[
            ("KAPOK_EMAIL_URL", wrong)
            for wrong in ("mail.example.org", "http://mail", "smtp://", "smtp://h:x", "smtp://h:99999", "smtp://[::1")
        ],
        *[("KAPOK_EMAIL_FROM", wrong) for wrong in ("Kapok", "kapok@localhost", "a@b.c, d@e.f", "K <k@a.b>, c")],
        *[
            ("KAPOK_REPLY_ADDRESS", wrong)
            for wrong in ("reply@a.example", "r+KEY", "KEYKEY@a.example", "r+KEY@KEY.example", "a KEY@b.example")
        ],
        *[("KAPOK_MAIL_HOOK", wrong) for wrong in ("secret", ":" + "x" * 20, "name:short")],
        *[("REDIS_URL", wrong) for wrong in ("redis://a,localhost", "redis://a,redis://b/x")],
        *[("KAPOK_STATIC", wrong) for wrong in ("/dev/null/x", "~nobody-of-that-name/static")],
        *[("KAPOK_DATABASE_POOL", wrong) for wrong in ("0", "-1", "many", "1e2", "1001", "١٢")],
        *[("KAPOK_EMAIL_PER_MINUTE", wrong) for wrong in ("-1", "soon", "1.5", "1000000")],
        *[("KAPOK_DRAIN", wrong) for wrong in ("-1", "soon", "nan", "inf", "301")],
        *[("KAPOK_LOG", wrong) for wrong in ("JSON", "yes", "plain,json")],
        *[("KAPOK_METRICS_TOKEN", wrong) for wrong in ("short", "sixteen letters with", "é" * 20)],
        *[("KAPOK_DEMO", wrong) for wrong in ("yes", "true", "2", "01")],
        *[("KAPOK_ROOM_RATE", wrong) for wrong in ("0", "-1", "fast", "nan", "inf", "1e7", "20/s")],
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_an_invalid_value_raises_one_sentence_that_names_its_variable(read, name, value) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        read(**{name: value})
    message = str(fault.value)
    assert message.startswith(name)
    assert message.endswith(".")
    assert "\n" not in message


@given(
    st.sampled_from([name for name in NAMES if name not in {"KAPOK_DATA", "KAPOK_STATIC"}]),
    st.text(st.characters(exclude_characters="\0")),
)
def test_any_value_is_accepted_or_refused_by_the_variables_name(tmp_path_factory, name, value) -> None:
    try:
        environment.read({"KAPOK_DATA": str(tmp_path_factory.getbasetemp() / "any"), name: value})
    except EnvironmentFault as fault:
        message = str(fault)
        if not message.startswith(name):
            raise


def test_a_refusal_quotes_no_password(read) -> None:
    for wrong in (
        {"DATABASE_URL": "postgresql://kapok:s3cret@db:port/kapok"},
        {"KAPOK_EMAIL_URL": "smtp://kapok:s3cret@mail:port"},
        {"REDIS_URL": "redis://:s3cret@[::1/0"},
        {"KAPOK_METRICS_TOKEN": "s3cret"},
    ):
        with pytest.raises(EnvironmentFault) as fault:
            read(**wrong)
        assert "s3cret" not in str(fault.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "localhost", "192.0.2.7", "kapok.local", "fe80::1"])
def test_host_takes_any_address_or_name(read, host) -> None:
    chosen = read(HOST=host)
    assert chosen.host == host
    assert (host in chosen.allowed_hosts) is (host not in {"0.0.0.0", "::"}), "requests to that host are allowed too"


@pytest.mark.parametrize(
    ("hosts", "allowed", "public"),
    [
        ("kapok.example.org", ["kapok.example.org"], "kapok.example.org"),
        ("a.example, b.example ,", ["a.example", "b.example"], "a.example"),
        (".example.org", [".example.org"], "example.org"),
        ("*", ["*"], None),
        ("*,a.example", ["*", "a.example"], "a.example"),
    ],
)
def test_public_hosts_turn_on_https_under_the_first_one(read, hosts, allowed, public) -> None:
    chosen = read(KAPOK_HOSTS=hosts)
    assert chosen.allowed_hosts[: len(allowed)] == allowed
    assert (chosen.public_host, chosen.https) == (public, public is not None)


@pytest.mark.parametrize(
    ("variables", "demo"),
    [
        ({}, True),
        ({"HOST": "localhost"}, True),
        ({"HOST": "127.0.0.9"}, True),
        ({"HOST": "::1"}, True),
        ({"HOST": "0.0.0.0"}, False),
        ({"HOST": "192.0.2.7"}, False),
        ({"KAPOK_HOSTS": "kapok.example.org"}, False),
        ({"DATABASE_URL": "postgresql://localhost/kapok"}, False),
        ({"DATABASE_URL": "sqlite:////tmp/real.sqlite3"}, False),
        ({"KAPOK_DEMO": "0"}, False),
        ({"KAPOK_DEMO": "1", "HOST": "0.0.0.0"}, True),
        ({"KAPOK_DEMO": "empty", "HOST": "0.0.0.0"}, True),
    ],
)
def test_a_demo_needs_a_loopback_host_or_the_variable(read, variables, demo) -> None:
    assert read(**variables).demo is demo


def test_postgresqls_pool_waits_at_most_ten_seconds(read) -> None:
    chosen = read(DATABASE_URL="postgresql://ka:p%40ss@db.example:6543/kapok?sslmode=require").database
    assert (chosen["ENGINE"], chosen["NAME"]) == ("kapok.postgresql", "kapok")
    assert (chosen["HOST"], chosen["PORT"], chosen["USER"], chosen["PASSWORD"]) == ("db.example", 6543, "ka", "p@ss")
    assert chosen["OPTIONS"]["sslmode"] == "require"
    assert chosen["OPTIONS"]["pool"]["timeout"] == 10
    assert chosen["OPTIONS"]["pool"]["reconnect_timeout"] == 10, "its pauses between attempts stay below that"


def test_sqlite_syncs_each_commit_and_lets_writers_wait(read) -> None:
    chosen = read().database
    assert (chosen["ENGINE"], chosen["CONN_MAX_AGE"]) == ("kapok.sqlite", None)
    assert chosen["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def test_database_url_names_another_sqlite_file(read, tmp_path) -> None:
    file = tmp_path / "other.sqlite3"
    assert read(DATABASE_URL=f"sqlite:///{file}").database["NAME"] == file


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        ("smtp://mail.example", "mail.example", 25, "", "", False, False),
        ("smtp://u:p@mail.example", "mail.example", 587, "u", "p", True, False),
        ("smtps://u:p%3A%2F@mail.example", "mail.example", 465, "u", "p:/", False, True),
        ("smtp://a%40b.example:p@[::1]:2525", "::1", 2525, "a@b.example", "p", True, False),
    ],
)
def test_the_email_url_becomes_djangos_settings(read, url, host, port, user, password, tls, ssl) -> None:
    assert read(KAPOK_EMAIL_URL=url, KAPOK_EMAIL_FROM="k@mail.example").email == {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_TIMEOUT": 20,
    }


@pytest.mark.parametrize("sender", ["Kapok <kapok@example.org>", "kapok@example.org", '"K., ILO" <k@a.example.org>'])
def test_the_sender_of_mail_is_kept_as_written(read, sender) -> None:
    assert read(KAPOK_EMAIL_FROM=sender).sender == sender
    assert read().sender == "Kapok <kapok@localhost>"


def test_a_mail_server_needs_a_sender(read) -> None:
    with pytest.raises(EnvironmentFault, match="KAPOK_EMAIL_FROM must be"):
        read(KAPOK_EMAIL_URL="smtp://mail.example")


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "rediss://:p@cache.example", "unix:///run/redis.sock"])
def test_a_redis_url_is_kept_as_written(read, url) -> None:
    assert read(REDIS_URL=url).redis_urls == [url]


def test_commas_separate_several_redis_servers(read) -> None:
    assert read(REDIS_URL="redis://a:6379/0, redis://b:6379/0,").redis_urls == ["redis://a:6379/0", "redis://b:6379/0"]


def test_static_files_may_have_a_folder_of_their_own(read, tmp_path) -> None:
    assert read(KAPOK_STATIC=str(tmp_path / "for-nginx")).static == tmp_path / "for-nginx"


def test_the_variable_bounds_the_pool_of_a_process(read) -> None:
    url = "postgresql://kapok@localhost/kapok"
    assert read(DATABASE_URL=url).database["OPTIONS"]["pool"]["max_size"] == 12
    assert read(DATABASE_URL=url, KAPOK_DATABASE_POOL="4").database["OPTIONS"]["pool"]["max_size"] == 4
    assert read(DATABASE_URL=url).database["OPTIONS"]["prepare_threshold"] == 3
    assert "prepare_threshold" not in read(DATABASE_URL=url, KAPOK_DATABASE_PREPARES="0").database["OPTIONS"]


def test_the_burst_of_a_room_is_five_seconds_of_its_rate(read) -> None:
    assert read(KAPOK_ROOM_RATE="0.5").room_rate == (0.5, 2.5)
    assert read(KAPOK_ROOM_RATE="0.1").room_rate == (0.1, 1)  # a burst below one would refuse every message


# The data folder -----------------------------------------------------------------------------------------------------


def test_the_data_folder_is_made_with_its_parents(tmp_path) -> None:
    folder = tmp_path / "a" / "b" / "c"
    assert environment.read({"KAPOK_DATA": str(folder)}).data == folder
    assert folder.is_dir()


def test_a_read_only_folder_is_named(read, monkeypatch) -> None:
    monkeypatch.setattr(environment.os, "access", lambda *_what: False)
    with pytest.raises(EnvironmentFault, match=r"^KAPOK_DATA: the folder .* cannot be written to\.$"):
        read()


def test_reply_addresses_have_a_form(read) -> None:
    for form in ("reply+KEY@kapok.example", "KEY@reply.kapok.example", "r-KEY@kapok.example"):
        assert read(KAPOK_REPLY_ADDRESS=form).reply_address == form


def test_what_is_missing_to_take_answers_is_said_at_the_start() -> None:
    form, hook = "reply+KEY@kapok.example", "name:" + "x" * 20
    assert mail_variables.doubts(None, "", "") == mail_variables.doubts({}, form, hook) == []
    assert "KAPOK_EMAIL_URL is not" in " ".join(mail_variables.doubts(None, form, hook))
    assert "KAPOK_REPLY_ADDRESS is not" in " ".join(mail_variables.doubts({}, "", hook))
    assert "receive_mail" in " ".join(mail_variables.doubts({}, form, ""))
