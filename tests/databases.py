"""Temporary PostgreSQL databases on the server that DATABASE_URL names."""

from urllib.parse import urlsplit, urlunsplit

import psycopg


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def new(url: str, name: str, template: str | None) -> str:
    """Creates a database on the same server; returns its address."""
    with psycopg.connect(url if template is None else _beside(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return _beside(url, name)


def drop(url: str) -> None:
    with psycopg.connect(_beside(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
