"""A server that is killed, ended, restarted or set back while people write loses nothing and alarms nobody."""

import signal
import threading
import time

import pytest
from playwright.sync_api import expect

from tests.browser.lines import SOCKETS, back, polling
from tests.browser.rooms import all_sent, field, is_on, message, said, until, write


def test_a_server_that_is_killed_or_ended_while_people_write_loses_nothing(enter, server) -> None:
    adjoa, kerwin = enter("adjoa", "pair6"), enter("kerwin", "pair6")
    number = 0
    for end in (server.kill, server.stop, server.kill):
        for _n in range(3):
            number += 1
            write(adjoa.page, f"Hers {number}")
            write(kerwin.page, f"His {number}")
        end()
        number += 1
        write(adjoa.page, f"Hers {number}")
        server.start()
    all_sent(adjoa.page, 90)
    all_sent(kerwin.page, 90)
    hers = [f"Hers {n}" for n in range(1, number + 1)]
    expect(kerwin.page.locator(".say.east .prose")).to_have_text(hers, timeout=70_000)
    expect(adjoa.page.locator(".say.east .prose")).to_have_text(hers)
    expect(adjoa.page.locator(".say.west .prose")).to_have_count(9, timeout=70_000)
    assert said(adjoa.page) == said(kerwin.page)


def test_an_announced_restart_alarms_nobody(enter) -> None:
    adjoa = enter("adjoa", "pair7", waits=False)
    adjoa.page.close()
    lines: list = []

    def through(socket) -> None:
        socket.connect_to_server()
        lines.append(socket)

    adjoa.context.route_web_socket("**/ws/**", through)
    page = adjoa.context.new_page()
    page.goto(adjoa.address)
    is_on(page)
    page.evaluate(
        """() => {
          window.lines = [];
          const line = document.querySelector("[data-line]");
          new MutationObserver(() => lines.push(line.textContent)).observe(line, { childList: true, subtree: true });
        }"""
    )
    lines[-1].close(code=1012)
    write(page, "Written while the server restarts.")
    all_sent(page)
    until(page, lambda: len(lines) == 2)  # the text may have been sent before the page learned of the restart
    is_on(page)
    assert page.evaluate("lines.join('')") == ""


def test_a_server_that_restarts_while_people_write_alarms_nobody(enter, server) -> None:
    people = {name: enter(name, "pair29", waits=False) for name in ("adjoa", "kerwin")}
    for person in people.values():
        person.page.close()
        person.context.add_init_script(SOCKETS)
        person.page = person.tab()
        is_on(person.page)
        person.page.evaluate(
            """() => {
              window.lines = [];
              const line = document.querySelector("[data-line]");
              const look = () => lines.push(line.textContent);
              new MutationObserver(look).observe(line, { childList: true, subtree: true });
            }"""
        )
    # The length of a start depends on the machine, so here nobody serves for two seconds.
    successor = server.another()
    successor.start()
    started = threading.Event()

    def restart() -> None:
        server.process.wait(30)
        time.sleep(2)
        for person in people.values():
            person.line.to = successor.port
        started.set()

    number = 0

    def both_write() -> None:
        nonlocal number
        number += 1
        for person in people.values():
            write(person.page, f"{number}")

    both_write()
    server.process.send_signal(signal.SIGTERM)
    again = threading.Thread(target=restart)
    again.start()
    while not started.is_set() or number < 8:
        both_write()
    again.join()
    for person in people.values():
        all_sent(person.page)
    for person in people.values():
        expect(person.page.locator(".say")).to_have_count(2 * number)
        for shore in ("east", "west"):
            in_order = [f"{n}" for n in range(1, number + 1)]
            assert person.page.locator(f".say.{shore} .prose").all_inner_texts() == in_order
        assert 1012 in person.page.evaluate("closings")
        assert "".join(person.page.evaluate("lines")) == ""
    assert said(people["adjoa"].page) == said(people["kerwin"].page)
    successor.kill()
    server.start()


@pytest.mark.parametrize("sockets", [True, False])
def test_a_server_that_was_set_back_is_read_again_and_unsent_texts_stay(enter, server, sockets) -> None:
    room = "pair14" if sockets else "pair15"
    kerwin = enter("kerwin", room)
    write(kerwin.page, "In the backup.")
    all_sent(kerwin.page)
    adjoa = (enter if sockets else lambda *who: polling(enter, *who))("adjoa", room)
    second = adjoa.tab()
    for words in ("After the backup.", "This too.", "And this."):
        write(kerwin.page, words)
        for page in (adjoa.page, second):
            expect(message(page, words)).to_be_visible()
    adjoa.line.cut()
    kerwin.line.cut()
    write(adjoa.page, "Waits for the line.")
    field(adjoa.page).fill("Half a thought")
    server.stop()
    number = server.said["rooms"][room]
    server.shell(
        "from rooms.models import Message, Room; "
        f"Message.objects.filter(room={number}, rev__gt=1).delete(); "
        f"Room.objects.filter(pk={number}).update(last_rev=1)"
    )
    server.start()
    back(kerwin)
    expect(kerwin.page.locator(".say .prose")).to_have_text(["In the backup."], timeout=30_000)
    back(adjoa)
    all_sent(adjoa.page, 60)
    write(kerwin.page, "Said since.")
    for page in (adjoa.page, second, kerwin.page):
        talk = page.locator(".say .prose")
        expect(talk).to_have_text(["In the backup.", "Waits for the line.", "Said since."], timeout=30_000)
    expect(field(adjoa.page)).to_have_value("Half a thought")
