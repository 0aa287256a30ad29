"""What the browser complains of: scripts that break, resources that are missing. A broken line is no page's fault."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

LOST = (
    "net::ERR_(?:CONNECTION_(?:ABORTED|CLOSED|REFUSED|RESET)|CONTENT_LENGTH_MISMATCH|EMPTY_RESPONSE"
    "|INCOMPLETE_CHUNKED_ENCODING|INTERNET_DISCONNECTED|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)"
)
# A line that breaks at any moment of a handshake, or a page that gives up a handshake which takes too long.
UNOPENED = (
    f"Error (?:in connection establishment|during WebSocket handshake): {LOST}"
    "|Connection closed before receiving a handshake response|WebSocket is closed before the connection is established."
)
OF_A_BROKEN_LINE = re.compile(
    f"Failed to load resource: {LOST}|WebSocket connection to '[^']+' failed: (?:{UNOPENED})?"
)


def may_come_of_a_broken_line(words: str) -> bool:
    """Whether the browser says this of a line that is cut, or of a server that is stopped or killed, at any moment of a
    request, an answer or a handshake. A refusal (403, 404), a script and a policy never speak like that."""
    return OF_A_BROKEN_LINE.fullmatch(words.strip()) is not None


def watch(context: BrowserContext, refused: int = 0) -> None:
    """Keeps on ``context.faults`` what its pages complain of, but for what may come of a broken line, and for answers
    with the status ``refused``, where the test is about them."""
    context.faults = []
    refusal = f"Failed to load resource: the server responded with a status of {refused} "

    def hear(page: Page, said: ConsoleMessage) -> None:
        if said.type == "error" and not may_come_of_a_broken_line(said.text) and not said.text.startswith(refusal):
            context.faults.append(f"{page.url}: {said.text}")

    def look(page: Page) -> None:
        page.on("pageerror", lambda fault: context.faults.append(f"{page.url}: {fault}"))
        page.on("console", lambda said: hear(page, said))

    context.on("page", look)
