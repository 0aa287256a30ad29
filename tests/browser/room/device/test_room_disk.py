"""The phone's disk fails while acts wait for the connection: the page never claims that a lost text is stored."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lines import back, through
from tests.browser.rooms import KEPT, Person, all_sent, field, is_on, status, write

DATABASES = """
window.databases = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...all) {
  if (window.broken) throw new Error("no disk");
  const asked = open.apply(this, all);
  asked.addEventListener("success", () => databases.push(asked.result));
  return asked;
};
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...all) {
  return window.hangs ? { objectStore: () => ({ add: () => ({}) }) } : transaction.apply(this, all);
};
"""


def offline(enter, name: str, room: str, script: str) -> Person:
    """A person who came into the room and lost the connection."""
    person = enter(name, room, waits=False)
    person.page.close()
    person.context.add_init_script(script)
    person.page = person.tab()
    is_on(person.page)
    person.line.cut()
    expect(status(person.page)).to_contain_text("The line is gone")
    return person


def draft(page: Page) -> str:
    """Returns the acts that only the page's memory holds, and the text that is being typed."""
    found = "Object.entries(localStorage).find(([key]) => key.startsWith('kapok-room-draft-'))"
    draft = page.evaluate(f"JSON.parse({found}?.[1] ?? '{{}}')")
    return "\n\n".join(text for text in (*(act["body"] for act in draft.get("loose", [])), draft.get("text")) if text)


def test_a_disk_that_closed_is_opened_again_at_the_next_act(enter) -> None:
    adjoa = offline(enter, "adjoa", "pair10", DATABASES)
    adjoa.page.evaluate("for (const one of databases) one.close()")
    write(adjoa.page, "After the phone slept.")
    expect(adjoa.page.locator(".kept .state")).to_have_text("kept on this phone until the line returns")
    adjoa.page.evaluate("for (const one of databases) one.dispatchEvent(new Event('versionchange'))")
    write(adjoa.page, "After another tab came.")
    adjoa.page.evaluate("for (const one of databases) one.dispatchEvent(new Event('close'))")
    write(adjoa.page, "After the browser dropped it.")
    all_three = ["After the phone slept.", "After another tab came.", "After the browser dropped it."]
    expect(adjoa.page.locator(".kept .prose")).to_have_text(all_three)
    assert adjoa.page.evaluate(KEPT) == all_three
    assert draft(adjoa.page) == ""
    back(adjoa)
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text(all_three)
    assert adjoa.page.evaluate(KEPT) == []


def test_a_text_that_the_disk_refuses_is_not_called_stored_and_stays_in_the_draft_until_its_ack(enter) -> None:
    adjoa = offline(enter, "adjoa", "pair11", DATABASES)
    write(adjoa.page, "The first, on the disk.")
    adjoa.page.evaluate("window.broken = true; for (const one of databases) one.close()")
    write(adjoa.page, "The second.")
    write(adjoa.page, "The third.")
    not_kept = "not sent yet: keep this page open until the line returns"
    kept = "kept on this phone until the line returns"
    expect(adjoa.page.locator(".kept .state")).to_have_text([kept, not_kept, not_kept])
    field(adjoa.page).fill("A draft.")
    assert draft(adjoa.page) == "The second.\n\nThe third.\n\nA draft."
    adjoa.page.evaluate("window.broken = false")
    write(adjoa.page, "The fourth, on the disk.")
    field(adjoa.page).fill("Another draft.")
    back(adjoa)
    all_sent(adjoa.page)
    in_order = ["The first, on the disk.", "The second.", "The third.", "The fourth, on the disk."]
    expect(adjoa.page.locator(".say .prose")).to_have_text(in_order)
    adjoa.page.reload()
    expect(field(adjoa.page)).to_have_value("Another draft.")
    expect(adjoa.page.locator(".say .prose")).to_have_text(in_order)


def test_a_text_that_the_disk_refused_is_sent_once_after_a_reload(enter) -> None:
    adjoa = offline(enter, "adjoa", "pair12", DATABASES)
    adjoa.page.evaluate("window.broken = true; for (const one of databases) one.close()")
    write(adjoa.page, "In memory only.")
    expect(adjoa.page.locator(".kept .state")).to_have_text(re.compile("keep this page open"))
    adjoa.line.mend()
    adjoa.context.route("**/ws/**", lambda route: route.abort("connectionreset"))
    adjoa.page.reload()
    all_sent(adjoa.page)
    expect(field(adjoa.page)).to_have_value("")
    expect(adjoa.page.locator(".say .prose")).to_have_text(["In memory only."])
    assert draft(adjoa.page) == ""
    adjoa.page.reload()
    expect(adjoa.page.locator(".say .prose")).to_have_text(["In memory only."])


def test_a_room_that_ends_while_the_disk_hangs_loses_no_draft(enter) -> None:
    adjoa = through(enter, "adjoa", "pair13")
    adjoa.page.close()
    adjoa.context.add_init_script(DATABASES)
    adjoa.context.clock.install()
    adjoa.page = adjoa.tab()
    is_on(adjoa.page)
    adjoa.page.evaluate("window.hangs = true")
    write(adjoa.page, "The disk takes its time.")
    field(adjoa.page).fill("Typed meanwhile.")
    adjoa.sockets[-1].close(code=4403)
    expect(field(adjoa.page)).to_be_hidden()
    assert field(adjoa.page).input_value() == ""
    adjoa.page.clock.run_for("00:06")
    assert draft(adjoa.page) == "The disk takes its time.\n\nTyped meanwhile."
