"""Shared by all readers of environment variables."""

from urllib.parse import SplitResult, urlsplit


class EnvironmentFault(Exception):
    """A variable has an invalid value; the message is one sentence that begins with the variable's name."""


def parts_of(name: str, url: str) -> SplitResult:
    """Splits the variable's URL. The message of a fault does not quote the URL, because it may hold a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises here, so that the message can name the variable
    except ValueError as fault:
        raise EnvironmentFault(f"{name} cannot be read: its host or port is written wrongly.") from fault
    return parts
