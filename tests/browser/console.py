"""Errors in the browser's console: scripts that break, resources that are missing, but no broken connection."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

LOST = (
    "net::ERR_(?:CONNECTION_(?:ABORTED|CLOSED|REFUSED|RESET)|CONTENT_LENGTH_MISMATCH|EMPTY_RESPONSE"
    "|INCOMPLETE_CHUNKED_ENCODING|INTERNET_DISCONNECTED|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)"
)
# The connection breaks at any moment of a handshake, or the page gives up a handshake that takes too long.
UNOPENED = (
    f"Error (?:in connection establishment|during WebSocket handshake): {LOST}"
    "|Connection closed before receiving a handshake response|WebSocket is closed before the connection is established."
)
BROKEN_CONNECTION = re.compile(
    f"Failed to load resource: {LOST}|WebSocket connection to '[^']+' failed: (?:{UNOPENED})?"
)


def is_of_a_broken_connection(words: str) -> bool:
    """Tells whether the browser logs this when a connection is cut or a server stops, at any moment of a request, an
    answer or a handshake. Refusals (403, 404), scripts and the policy cause other words."""
    return BROKEN_CONNECTION.fullmatch(words.strip()) is not None


def watch(context: BrowserContext, refused: int = 0) -> None:
    """Collects the errors of all its pages in ``context.faults``, except broken connections and answers with the status
    ``refused``, which the test expects."""
    context.faults = []
    refusal = f"Failed to load resource: the server responded with a status of {refused} "

    def hear(page: Page, said: ConsoleMessage) -> None:
        if said.type == "error" and not is_of_a_broken_connection(said.text) and not said.text.startswith(refusal):
            context.faults.append(f"{page.url}: {said.text}")

    def look(page: Page) -> None:
        page.on("pageerror", lambda fault: context.faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda said: hear(page, said))

    context.on("page", look)
