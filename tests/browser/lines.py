"""What a test puts between a page and its server: changed frames, counted sockets, or no sockets at all."""

import json

from tests.browser.rooms import Person, is_on, polls

SOCKETS = """
window.opened = 0; window.closings = [];
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    window.opened += 1;
    this.addEventListener("close", ({ code }) => window.closings.push(code));
  }
};
"""


def through(enter, name: str, room: str, *, up=None, down=None, **options):
    """Somebody whose frames pass through ``up`` and ``down``, which give the frame that passes, or None."""
    person = enter(name, room, waits=False, **options)
    person.page.close()

    def connect(socket) -> None:
        there = socket.connect_to_server()

        def pass_on(where, change):
            def take(text):
                frame = json.loads(text)
                frame = change(frame, socket) if change else frame
                if frame is not None:
                    where.send(json.dumps(frame))

            return take

        socket.on_message(pass_on(there, up))
        there.on_message(pass_on(socket, down))
        person.sockets = [*getattr(person, "sockets", []), socket]

    person.context.route_web_socket("**/ws/**", connect)
    person.page = person.tab()
    is_on(person.page)
    return person


def polling(enter, name: str, room: str, **options) -> Person:
    """Returns a person whose connection keeps no socket open. The clock of their browser is installed."""
    person = enter(name, room, waits=False, **options)
    person.page.close()
    person.context.route_web_socket("**/ws/**", lambda socket: socket.close())
    person.context.clock.install()
    person.page = person.tab()
    polls(person.page)
    return person


def back(person: Person) -> None:
    person.line.mend()
    person.page.evaluate("dispatchEvent(new Event('online'))")
