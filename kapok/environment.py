"""First version by the lead; the house helper replaces it."""

import dataclasses
import secrets
from pathlib import Path
from typing import Any

import dj_database_url


class EnvironmentFault(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Environment:
    host: str
    port: int
    data: Path
    database: dict[str, Any]
    redis_url: str | None
    allowed_hosts: list[str]
    email: dict[str, Any] | None
    demo: bool
    https: bool
    public_host: str | None
    secret_key: str
    room_rate: tuple[float, float]


def read(env) -> Environment:
    data = Path(env.get("KAPOK_DATA", "data")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    key = data / "secret-key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(48))
    if env.get("DATABASE_URL"):
        database = {**dj_database_url.parse(env["DATABASE_URL"]), "OPTIONS": {"pool": {"max_size": 8}}}
    else:
        database = {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "kapok.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    return Environment(
        host=env.get("HOST", "127.0.0.1"),
        port=int(env.get("PORT", "8000")),
        data=data,
        database=database,
        redis_url=env.get("REDIS_URL") or None,
        allowed_hosts=["localhost", "127.0.0.1", "[::1]", "testserver"],
        email=None,
        demo=env.get("KAPOK_DEMO", "1") == "1",
        https=False,
        public_host=None,
        secret_key=key.read_text(),
        room_rate=(float(env.get('KAPOK_ROOM_RATE', '20')), 5 * float(env.get('KAPOK_ROOM_RATE', '20'))),
    )
