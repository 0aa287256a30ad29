"""The cost of an hour of talk for a phone that pays by the megabyte: all bytes on its connection count."""

import random
import time

from playwright.sync_api import Page, expect

from tests.browser.rooms import Person, all_sent, write

HOUR = 150_000
SCRIPT = 25 * 1024
FIRST_VISIT, REQUESTS, NEXT_PAGE = 40 * 1024, 6, 15 * 1024
PAGE = 50
EACH = 60
PLAYED = 20  # of them, multiplied: nothing is compressed, so each costs the same
# Two thumbs write about 2.5 characters a second, so 120 characters take 48 s. The first typing frame counts with the
# message; another follows every 24 s. Pings pass in the 12 minutes in which the other does not write, and a few more.
WRITING = 48
TYPING_A_MESSAGE = WRITING // 24 - 1
QUIET = 3600 - EACH * WRITING
PINGS = QUIET // 30 + 3600 // (21 * 30)
SERVER_PINGS = QUIET // 32
# TLS 1.3 adds to each record a header of 5 bytes, a type, and a tag of 16 bytes. The page's connection begins with
# certificates, the socket's with the ticket of the first one.
RECORD = 5 + 1 + 16
HANDSHAKES = 5000 + 1000
SENTENCES = (
    "We pay pensions to each other, for sickness there is nothing yet",
    "the fund writes to the employer first",
    "one form and one stamp would do for all of them",
    "who pays the first month when somebody moves in between",
    "our act of 2013 says so, practice is slower",
    "I can send you the page of the agreement tonight",
)


def sentence(dice: random.Random) -> str:
    """Returns 80 to 160 characters like those that people write."""
    wanted, words = dice.randint(80, 160), ""
    while len(words) < wanted:
        words = f"{words}, {dice.choice(SENTENCES)}" if words else dice.choice(SENTENCES)
    return words[:wanted].strip(" ,") + "."


def cost(person: Person, act: str, times: int = 10) -> float:
    """Returns the bytes, both ways together, that the script causes; nothing else passes meanwhile."""
    settle(person)
    before = person.line.up + person.line.down
    for _n in range(times):
        person.page.evaluate(act)
    settle(person)
    return (person.line.up + person.line.down - before) / times


def settle(*people: Person) -> None:
    """Waits until nothing has passed for a moment."""
    while True:
        before = [(one.line.up, one.line.down) for one in people]
        people[0].page.wait_for_timeout(700)
        if before == [(one.line.up, one.line.down) for one in people]:
            return


def forget_all(person: Person) -> None:
    """Makes the browser forget the site, as if it was never here."""
    person.context.new_cdp_session(person.page).send("Network.clearBrowserCache")
    person.page.goto("about:blank")


def socket_of(page: Page) -> None:
    page.context.add_init_script(
        "window.WebSocket = class extends WebSocket { constructor(...all) { super(...all); window.line = this; } };"
    )


def test_an_hour_of_pair_chat_costs_at_most_150_kb(enter) -> None:
    kerwin = enter("kerwin", "pair20")
    socket_of(kerwin.page)
    kerwin.page.reload()
    adjoa = enter("adjoa", "pair20", waits=False)
    forget_all(adjoa)
    socket_of(adjoa.page)
    adjoa.line.up = adjoa.line.down = adjoa.line.records = 0
    adjoa.page = adjoa.tab()  # a first visit: page, style, script, socket
    expect(adjoa.page.locator("[data-present]")).to_contain_text("Kerwin")
    settle(adjoa, kerwin)
    page_bytes, page_records = adjoa.line.up + adjoa.line.down, adjoa.line.records

    dice, began = random.Random(1), time.monotonic()
    for _n in range(PLAYED):
        for person, other in ((adjoa, kerwin), (kerwin, adjoa)):
            words = sentence(dice)
            write(person.page, words)
            expect(other.page.locator(".say .prose").last).to_have_text(words)
    all_sent(adjoa.page)
    settle(adjoa, kerwin)
    talk_bytes = (adjoa.line.up + adjoa.line.down - page_bytes) * EACH // PLAYED
    records = page_records + (adjoa.line.records - page_records) * EACH // PLAYED
    minutes = (time.monotonic() - began) / 60

    # The talk took less than an hour, so the cost of timed frames is measured one by one and multiplied.
    typing_up = cost(adjoa, """line.send('{"type":"typing"}')""")
    before = adjoa.line.down
    kerwin.page.evaluate("""line.send('{"type":"typing"}')""")
    settle(adjoa, kerwin)
    typing_down = adjoa.line.down - before
    assert min(typing_up, typing_down) > 20
    ping = cost(adjoa, """line.send('{"type":"ping","t":0}')""")
    server_ping = 2 + 4 + 6 + 4  # the server's ping and the browser's answer, which a page cannot see
    typed = EACH * TYPING_A_MESSAGE
    by_the_clock = typed * (typing_up + typing_down) + PINGS * ping + SERVER_PINGS * server_ping
    hour = page_bytes + talk_bytes + by_the_clock
    records += 2 * (typed + PINGS + SERVER_PINGS)
    secured = hour + records * RECORD + HANDSHAKES
    print(
        f"\nan hour: {hour:,.0f} bytes = first visit {page_bytes:,} + 120 messages {talk_bytes:,} "
        f"({talk_bytes / (2 * EACH):.0f} each; played in {minutes:.1f} min) + by the clock {by_the_clock:,.0f} "
        f"(typing {typing_up:.0f} up, {typing_down} down, {typed} more each way; ping and pong {ping:.0f}, {PINGS} "
        f"times); by https {secured:,.0f}, of it {records} records {records * RECORD:,} and handshakes {HANDSHAKES:,}"
    )
    assert hour < secured <= HOUR


def visit(person: Person) -> dict[str, int]:
    """Returns each request of the room's page in a new tab, its socket included, with the bytes of answer and
    header.
    """
    page = person.context.new_page()
    network = person.context.new_cdp_session(page)
    network.send("Network.enable")
    asked: dict[str, str] = {}
    weighed: dict[str, int] = {}
    network.on("Network.requestWillBeSent", lambda said: asked.setdefault(said["requestId"], said["request"]["url"]))
    network.on("Network.webSocketCreated", lambda said: asked.setdefault(said["requestId"], said["url"]))
    network.on("Network.loadingFinished", lambda said: weighed.update({said["requestId"]: said["encodedDataLength"]}))
    page.goto(person.address, wait_until="networkidle")
    page.close()
    return {url: weighed.get(name, 0) for name, url in asked.items()}


def test_the_script_of_a_room_is_small(enter) -> None:
    adjoa = enter("adjoa", "pair21", waits=False)
    forget_all(adjoa)
    scripts = {url: size for url, size in visit(adjoa).items() if "/js/room/" in url}
    assert len(scripts) == 1
    print(f"\nscript over the wire, heads included: {sum(scripts.values()):,.0f} bytes")
    assert sum(scripts.values()) <= SCRIPT


def test_a_first_visit_of_a_full_room_is_light_and_the_next_page_is_lighter(enter) -> None:
    kerwin = enter("kerwin", "pair22")
    dice = random.Random(2)
    for _n in range(PAGE):
        write(kerwin.page, sentence(dice))
    all_sent(kerwin.page)
    adjoa = enter("adjoa", "pair22", waits=False)
    forget_all(adjoa)
    first, again = visit(adjoa), visit(adjoa)
    print(f"\nfirst visit {sum(first.values()):,} bytes in {len(first)} requests, next page {sum(again.values()):,}")
    assert sum(first.values()) <= FIRST_VISIT, first
    assert len(first) <= REQUESTS, first
    assert 0 < sum(again.values()) <= NEXT_PAGE, again
