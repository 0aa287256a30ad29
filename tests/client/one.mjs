// One machine, with short functions for its events and commands.
import { Machine } from "./room/protocol/machine.js";

export const WELCOME = { type: "welcome", rev: 5, me: { id: 1 }, members: [], present: [1] };
export const names = (commands) => commands.map((command) => command.do);
export const the = (commands, name) => commands.find((command) => command.do === name);
// The number of the last socket, and of the last long poll.
export const number = (machine) => machine.connection.socket.number;
export const turn = (machine) => machine.connection.poll.turn;
export const timer = (commands, name) => (
  commands.find((command) => command.do === "timer" && command.name === name)
);
export const act = (n, type = "send") => ({ n, id: `id-${n}`, type, body: `words ${n}`, place: "1/7", at: 0 });

export function leading(random = () => 0.5) {
  const machine = new Machine({ me: 1, since: 5, random });
  machine.take({ type: "start", acts: [], known: [] });
  machine.take({ type: "lead", acts: [] });
  return machine;
}

export function open(machine, rev = 5) {
  machine.take({ type: "opened", socket: number(machine) });
  return machine.take({ type: "heard", socket: number(machine), frame: { ...WELCOME, rev } });
}

// A leader without a socket.
export function polling() {
  const machine = leading();
  for (let n = 0; n < 3; n += 1) {
    if (n) ring(machine, "again");
    close(machine);
  }
  polled(machine, 200, { rev: 5, messages: [], more: false });
  close(machine);
  ring(machine, "poll");
  return machine;
}

// A leader whose long polls bring the changes.
export function byPolls() {
  const machine = leading();
  machine.connection.state = "poll";
  machine.connection.poll.active = true;
  return machine;
}

export const polled = (machine, status, frame, asked = turn(machine)) => (
  machine.take({ type: "polled", turn: asked, since: machine.since, status, frame })
);
export const answered = (machine, status, frame = null, id = "id-1") => (
  machine.take({ type: "answered", id, status, frame })
);

export const hear = (machine, frame) => machine.take({ type: "heard", socket: number(machine), frame });
export const close = (machine, code = 1006) => machine.take({ type: "closed", socket: number(machine), code });
export const ring = (machine, name) => machine.take({ type: "rang", name });
export const changes = (rev, author = 2, more = false) => (
  { type: "changes", rev, more, messages: [{ id: rev, rev, seq: rev, author }] }
);
