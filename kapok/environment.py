"""Reads and checks the environment variables of an installation. An invalid value raises a sentence that names it."""

import dataclasses
import ipaddress
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from kapok import mail_variables
from kapok.variables import EnvironmentFault, parts_of

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


@dataclasses.dataclass(frozen=True)
class Environment:
    """The checked values.

    ``database`` is a DATABASES entry, ``email`` EMAIL_* settings or None, ``room_rate`` messages a second and burst,
    ``fills_demo`` whether a demo gets the made-up course, ``drain`` the seconds over which an ending process closes its
    sockets, ``mail_per_minute`` e-mails (0: any number), ``log`` json, plain, or None when not set.
    """

    host: str
    port: int
    data: Path
    static: Path
    database: dict[str, Any]
    redis_urls: list[str]
    allowed_hosts: list[str]
    public_host: str | None
    https: bool
    email: dict[str, Any] | None
    sender: str
    reply_address: str
    mail_hook: str
    demo: bool
    fills_demo: bool
    room_rate: tuple[float, float]
    write_at_once: bool
    drain: float
    mail_per_minute: int
    log: str | None
    metrics_token: str | None
    secret_key: str


def read(variables: Mapping[str, str]) -> Environment:
    """Raises EnvironmentFault."""
    given = {name: value.strip() for name, value in variables.items() if value.strip()}
    host, hosts = given.get("HOST", "127.0.0.1"), _hosts(given.get("KAPOK_HOSTS", ""))
    data = _writable(_folder("KAPOK_DATA", given.get("KAPOK_DATA", "data")))
    public = next((name.lstrip(".") for name in hosts if name != "*"), None)
    return Environment(
        host=_host(host),
        port=_port(given.get("PORT", "8000")),
        data=data,
        static=_folder("KAPOK_STATIC", given["KAPOK_STATIC"]) if "KAPOK_STATIC" in given else data / "static",
        database=_database(
            given.get("DATABASE_URL", ""),
            data,
            _pool(given.get("KAPOK_DATABASE_POOL", "12")),
            prepares=_yes_or_no("KAPOK_DATABASE_PREPARES", given.get("KAPOK_DATABASE_PREPARES", "1")),
        ),
        redis_urls=[_redis(url) for url in given.get("REDIS_URL", "").split(",") if url.strip()],
        allowed_hosts=[*hosts, *LOOPBACK_NAMES, *([host] if host not in {"0.0.0.0", "::"} else [])],
        public_host=public,
        https=public is not None,
        email=mail_variables.email(given.get("KAPOK_EMAIL_URL", "")),
        sender=mail_variables.sender(given.get("KAPOK_EMAIL_FROM", ""), needed="KAPOK_EMAIL_URL" in given),
        reply_address=mail_variables.reply_address(given.get("KAPOK_REPLY_ADDRESS", "")),
        mail_hook=mail_variables.mail_hook(given.get("KAPOK_MAIL_HOOK", "")),
        demo=_demo(given, host),
        fills_demo=given.get("KAPOK_DEMO") != "empty",
        room_rate=_room_rate(given.get("KAPOK_ROOM_RATE", "20")),
        write_at_once=_yes_or_no("KAPOK_WRITE_AT_ONCE", given.get("KAPOK_WRITE_AT_ONCE", "1")),
        drain=_drain(given.get("KAPOK_DRAIN", "5")),
        mail_per_minute=_mail_per_minute(given.get("KAPOK_EMAIL_PER_MINUTE", "60")),
        log=_log(given.get("KAPOK_LOG")),
        metrics_token=_metrics_token(given.get("KAPOK_METRICS_TOKEN")),
        secret_key=_secret_key(data / "secret-key"),
    )


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= 65535):
        raise EnvironmentFault(f"PORT must be a whole number from 1 to 65535, not “{written}”.")
    return int(written)


def _host(written: str) -> str:
    if any(letter.isspace() or letter in "/:" for letter in written) and not _is_address(written):
        raise EnvironmentFault(f"HOST must be an address or a host name, not “{written}”.")
    return written


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _hosts(written: str) -> list[str]:
    hosts = [host.strip() for host in written.split(",") if host.strip()]
    for host in hosts:
        if "/" in host or " " in host or (":" in host and not _is_address(host.strip("[]"))):
            raise EnvironmentFault(f"KAPOK_HOSTS must be host names with commas between them; “{host}” is none.")
    return hosts


def _folder(name: str, written: str) -> Path:
    try:
        folder = Path(written).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or str(fault).rstrip(".")
        raise EnvironmentFault(f"{name}: the folder {written} cannot be made ({why}).") from fault
    return folder


def _writable(folder: Path) -> Path:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise EnvironmentFault(f"KAPOK_DATA: the folder {folder} cannot be written to.")
    return folder


def _database(url: str, data: Path, pool: int, *, prepares: bool) -> dict[str, Any]:
    if not url or url.startswith("sqlite:///"):
        return _sqlite(Path(url.removeprefix("sqlite:///")) if url else data / "kapok.sqlite3")
    if parts_of("DATABASE_URL", url).scheme not in {"postgres", "postgresql"}:
        raise EnvironmentFault("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, KeyError) as fault:
        raise EnvironmentFault(f"DATABASE_URL cannot be read ({fault}).") from fault
    if not parsed.get("NAME"):
        raise EnvironmentFault(
            "DATABASE_URL names no database; it must look like postgresql://user:password@host/name."
        )
    # A page waits at most ten seconds for a connection of the pool, then it answers 503 (kapok.servers.busy).
    # The check finds connections that died with the server before a page gets them.
    parsed["ENGINE"], parsed["CONN_HEALTH_CHECKS"] = "kapok.postgresql", True
    # The pool stops its own attempts after ten seconds, and each waiting page starts new ones. Otherwise its pauses
    # double, and after two minutes without a server it waited 90 seconds more.
    waits = {"timeout": 10, "reconnect_timeout": 10}
    # A connection of the pool lasts, so PostgreSQL keeps its plan of a query that comes again, up to a hundred of them.
    prepared = {"server_side_binding": True, "prepare_threshold": 3} if prepares else {}
    parsed["OPTIONS"] = {**parsed.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": pool, **waits}, **prepared}
    return parsed


def _pool(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 5 and 1 <= int(written) <= 1000):
        raise EnvironmentFault(
            f"KAPOK_DATABASE_POOL must be the most connections of one process, 1 to 1000, not “{written}”."
        )
    return int(written)


def _sqlite(path: Path) -> dict[str, Any]:
    """Sets a write-ahead log, a sync to disk at each commit, and writers that wait up to 20 seconds for each other."""
    return {
        "ENGINE": "kapok.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _redis(url: str) -> str:
    url = url.strip()
    if parts_of("REDIS_URL", url).scheme not in {"redis", "rediss", "unix"}:
        raise EnvironmentFault(
            "REDIS_URL must begin with redis://, rediss:// or unix:// (several: with commas between)."
        )
    number = "" if url.startswith("unix:") else urlsplit(url).path.strip("/")
    if number and not number.isdigit():
        raise EnvironmentFault("REDIS_URL must end with a database's number, like redis://host:6379/0, or without one.")
    return url


def _demo(given: Mapping[str, str], host: str) -> bool:
    """True when KAPOK_DEMO says so, or without it on loopback when neither KAPOK_HOSTS nor DATABASE_URL is set."""
    written = given.get("KAPOK_DEMO")
    if written is None:
        return _is_loopback(host) and not given.get("KAPOK_HOSTS") and not given.get("DATABASE_URL")
    return written == "empty" or _yes_or_no("KAPOK_DEMO", written)


def _yes_or_no(name: str, written: str) -> bool:
    if written not in {"0", "1"}:
        raise EnvironmentFault(f"{name} must be 0 or 1, not “{written}”.")
    return written == "1"


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _room_rate(written: str) -> tuple[float, float]:
    try:
        rate = float(written)
    except ValueError:
        rate = 0
    if not 0 < rate <= 1_000_000:
        raise EnvironmentFault(f"KAPOK_ROOM_RATE must be messages a second, like 20, not “{written}”.")
    return rate, max(1, 5 * rate)


def _mail_per_minute(written: str) -> int:
    if not (written.isascii() and written.isdigit() and len(written) < 6):
        raise EnvironmentFault(f"KAPOK_EMAIL_PER_MINUTE must be a whole number, 0 for no limit, not “{written}”.")
    return int(written)


def _drain(written: str) -> float:
    try:
        seconds = float(written)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 300:
        raise EnvironmentFault(f"KAPOK_DRAIN must be seconds from 0 to 300, like 5, not “{written}”.")
    return seconds


def _log(written: str | None) -> str | None:
    if written not in {None, "json", "plain"}:
        raise EnvironmentFault(f"KAPOK_LOG must be json or plain, not “{written}”.")
    return written


def _metrics_token(written: str | None) -> str | None:
    """Checks the token. The message of a fault does not quote it, because it is a secret."""
    if written is not None and not (
        len(written) >= 16 and written.isascii() and written.isprintable() and " " not in written
    ):
        raise EnvironmentFault("KAPOK_METRICS_TOKEN must be at least 16 letters and digits without a space between.")
    return written


def _secret_key(path: Path) -> str:
    """Reads the key; the first start makes it, readable by its owner only. Processes that race use the same key."""
    try:
        if not path.exists():
            fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        why = getattr(fault, "strerror", None) or "it is not text"
        raise EnvironmentFault(f"KAPOK_DATA: the secret key {path} cannot be used ({why}).") from fault
    if not key.strip():
        raise EnvironmentFault(f"KAPOK_DATA: the secret key {path} cannot be used (it is empty).")
    return key
