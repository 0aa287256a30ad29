"""All frames between the browser's client and the server match the schema of frames."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.rooms import Person, all_sent, is_on, write
from tests.frames import SCHEMA, check_heard, check_said


class Listener:
    """Collects every frame of a person's sockets as it was sent."""

    def __init__(self, person: Person) -> None:
        self.said: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        person.page.close()
        person.context.on("page", self.listen)
        person.page = person.tab()
        is_on(person.page)

    def listen(self, page: Page) -> None:
        page.on("websocket", self.follow)
        page.on("dialog", lambda dialog: dialog.accept())

    def follow(self, socket: Any) -> None:
        socket.on("framesent", lambda text: self.said.append(json.loads(text)))
        socket.on("framereceived", lambda text: self.heard.append(json.loads(text)))

    def kinds(self, which: str) -> set[str]:
        return {frame["type"] for frame in getattr(self, which)}


def act(page: Page, words: str, name: str) -> None:
    row = page.locator(".say", has_text=words).last
    row.locator(".more-acts").click()
    row.locator(f"[data-act={name}]").click()


def test_all_frames_of_a_short_talk_are_as_the_schema_says(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair20"), enter("kerwin", "pair20")
    hers, his = Listener(adjoa), Listener(kerwin)
    write(adjoa.page, "A question, **bold**.")
    write(adjoa.page, "Too much said.")
    all_sent(adjoa.page)
    act(adjoa.page, "A question", "edit")
    write(adjoa.page, "A question, changed.")
    act(adjoa.page, "Too much said.", "delete")
    row = kerwin.page.locator(".say", has_text="A question, changed.")
    row.locator(".more-acts").click()
    row.locator("[data-act=react][data-emoji='🤝']").click()
    act(kerwin.page, "A question, changed.", "answer")
    field = kerwin.page.get_by_label("Message", exact=True)
    field.press_sequentially("An answer.")
    expect(adjoa.page.locator("[data-typing]")).not_to_be_empty()
    write(kerwin.page, "An answer.")
    all_sent(kerwin.page)
    expect(adjoa.page.locator(".say", has_text="An answer.")).to_be_visible()
    expect(adjoa.page.locator("footer .mark-button", has_text="🤝")).to_be_visible()
    for listener in (hers, his):
        for frame in listener.said:
            check_said(frame)
        for frame in listener.heard:
            check_heard(frame, lean=True)
    # The client has sent every type of frame in the schema, and no other.
    said, heard = hers.kinds("said") | his.kinds("said"), hers.kinds("heard") | his.kinds("heard")
    assert said >= {"hello", "send", "edit", "delete", "react", "typing", "read"}
    assert heard >= {"welcome", "changes", "ack", "presence", "typing", "read"}
    assert {f"client_{kind}" for kind in said} | {f"server_{kind}" for kind in heard} <= set(SCHEMA["$defs"])
