// One machine, event by event, and its commands.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  WELCOME, act, byPolls, changes, close, hear, leading, names, number, open, ring, the, timer, turn,
} from "./one.mjs";
import { TIMES } from "./room/protocol/times.js";
import { Machine } from "./room/protocol/machine.js";

test("it says hello with the revision that the page shows, and is on after the welcome", () => {
  const machine = leading();
  const said = machine.take({ type: "opened", socket: 1 });
  assert.deepEqual(the(said, "say").frame, { type: "hello", since: 5, lean: true });
  const on = hear(machine, WELCOME);
  assert.equal(the(on, "state").state, "on");
});

test("acts are sent one at a time, the next after the ack of the one before", () => {
  const machine = leading();
  open(machine);
  assert.equal(the(machine.take({ type: "act", act: act(1) }), "say").frame.id, "id-1");
  assert.equal(the(machine.take({ type: "act", act: act(2) }), "say"), undefined);
  const after = hear(machine, { type: "ack", id: "id-1", message: 9, seq: 9, rev: 9 });
  assert.deepEqual(the(after, "say").frame, { id: "id-2", type: "send", body: "words 2" });
  const twice = hear(machine, { type: "ack", id: "id-1", message: 9, seq: 9, rev: 9 });
  assert.deepEqual(names(twice), ["cancel", "tell", "drop"]);
});

test("after a refusal for its rate it waits as long as the server says and continues in the same order", () => {
  const machine = leading();
  open(machine);
  machine.take({ type: "act", act: act(1) });
  machine.take({ type: "act", act: act(2) });
  const refused = hear(machine, { type: "nack", id: "id-1", code: "rate", detail: "", retry_after: 3 });
  assert.ok(timer(refused, "rest").ms >= 3000);
  assert.equal(the(refused, "say"), undefined);
  assert.equal(the(ring(machine, "rest"), "say").frame.id, "id-1");
});

test("a final refusal is kept with its reason, and the next acts are sent", () => {
  const machine = leading();
  open(machine);
  machine.take({ type: "act", act: act(1) });
  machine.take({ type: "act", act: act(2) });
  const refused = hear(machine, { type: "nack", id: "id-1", code: "too_long", detail: "Too long." });
  assert.equal(the(refused, "save").act.refused, "Too long.");
  assert.equal(the(refused, "say").frame.id, "id-2");
  hear(machine, { type: "ack", id: "id-2", message: 9, seq: 9, rev: 9 });
  assert.equal(the(machine.take({ type: "retry", id: "id-1" }), "say").frame.id, "id-1");
});

test("my own message that comes before its ack is held, not shown twice", () => {
  const machine = leading();
  open(machine);
  machine.take({ type: "act", act: act(1) });
  assert.equal(the(hear(machine, changes(6, 1)), "show"), undefined);
  const acked = hear(machine, { type: "ack", id: "id-1", message: 6, seq: 6, rev: 6 });
  assert.deepEqual(names(acked).filter((name) => ["acked", "show"].includes(name)), ["acked", "show"]);
});

test("a frame after a gap is not taken, and the server is asked again", () => {
  const machine = leading();
  open(machine);
  const gap = hear(machine, changes(8));
  assert.deepEqual(the(gap, "say").frame, { type: "hello", since: 5, lean: true });
  assert.equal(the(gap, "show"), undefined);
  assert.equal(the(hear(machine, changes(9)), "show"), undefined); // changes are ignored before the welcome
  hear(machine, { ...WELCOME, rev: 9 });
  assert.ok(the(hear(machine, changes(9)), "show"));
  assert.equal(machine.since, 9);
});

test("a frame that names the revision before it is taken by a client that holds that revision", () => {
  const machine = leading();
  open(machine);
  // The message at revision 6 changed again before it was sent.
  assert.ok(the(hear(machine, { ...changes(7), after: 5 }), "show"));
  assert.ok(the(hear(machine, { ...changes(9), after: 4 }), "show"));
  const gap = hear(machine, { ...changes(11), after: 10 });
  assert.equal(the(gap, "say").frame.since, 9);
  assert.equal(the(gap, "show"), undefined);
});

test("cards come once, and are requested again when somebody is unknown", () => {
  const machine = leading();
  const members = [{ id: 1 }, { id: 2 }];
  const hello = () => the(machine.take({ type: "opened", socket: number(machine) }), "say").frame;
  assert.deepEqual(hello(), { type: "hello", since: 5, lean: true });
  hear(machine, { ...WELCOME, members, facilitators: [], cast: "a" });
  close(machine);
  ring(machine, "again");
  assert.deepEqual(hello(), { type: "hello", since: 5, lean: true, cast: "a" });
  const { members: _none, ...short } = WELCOME;
  const welcomed = hear(machine, { ...short, cast: "a" });
  assert.deepEqual(the(welcomed, "frame").frame.members, members);
  assert.deepEqual(the(welcomed, "tell").word.frame.members, members); // other tabs get it too
  const asked = machine.take({ type: "stranger" });
  assert.deepEqual(the(asked, "say").frame, { type: "hello", since: 5, lean: true });
  assert.equal(the(machine.take({ type: "stranger" }), "say"), undefined); // the client has asked already
});

test("a tab that asks later gets the present state, not that at the opening of the socket", () => {
  const machine = leading();
  open(machine);
  hear(machine, { ...WELCOME, room: { slow: 0, paused: [] } });
  hear(machine, { type: "presence", present: [1, 2] });
  hear(machine, { type: "me", me: { id: 1, muted_until: "2099-01-01T00:00:00.000Z" } });
  hear(machine, { type: "slow", seconds: 30 });
  hear(machine, { type: "paused", who: 1, on: true });
  hear(machine, { type: "paused", who: 2, on: true });
  hear(machine, { type: "paused", who: 1, on: false });
  const { welcome } = the(machine.take({ type: "told", word: { what: "who" } }), "tell").word;
  assert.deepEqual(welcome.present, [1, 2]);
  assert.equal(welcome.me.muted_until, "2099-01-01T00:00:00.000Z");
  assert.deepEqual(welcome.room, { slow: 30, paused: [2] });
});

test("while the database is away it retries sockets, later each time, and reports a lost connection", () => {
  const machine = leading(() => 0.5);
  open(machine);
  const first = close(machine, 1013);
  assert.equal(timer(first, "alarm").ms, TIMES.alarm);
  const pauses = [timer(first, "again").ms];
  for (let n = 0; n < 4; n += 1) {
    ring(machine, "again");
    machine.take({ type: "opened", socket: number(machine) });
    const closed = close(machine, 1013);
    assert.equal(the(closed, "poll"), undefined);
    pauses.push(timer(closed, "again").ms);
  }
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000]);
  assert.equal(the(ring(machine, "alarm"), "state").state, "off");
});

test("pauses grow with each failure, are spread over their whole length, and have an end", () => {
  const pauses = [];
  for (const spread of [0, 0.5, 0.999]) {
    const machine = leading(() => spread);
    machine.connection.online = false; // so that no long poll begins
    for (let n = 0; n < 9; n += 1) {
      pauses.push([spread, n, timer(close(machine), "again").ms]);
      ring(machine, "again");
    }
  }
  for (const [spread, n, ms] of pauses) assert.equal(ms, spread * Math.min(TIMES.longest, 1000 * 2 ** n));
});

test("it reconnects at once when the network or the reader returns", () => {
  for (const type of ["back", "hurry"]) {
    const machine = leading();
    open(machine);
    close(machine);
    assert.ok(the(machine.take({ type }), "open"), type);
  }
});

test("after three failed sockets it polls, and tries a socket in the background every minute", () => {
  const machine = leading();
  close(machine);
  ring(machine, "again");
  close(machine);
  ring(machine, "again");
  const third = close(machine);
  assert.deepEqual([the(third, "poll").since, the(third, "poll").wait], [5, 0]);
  assert.ok(Math.abs(timer(third, "again").ms - TIMES.socket) <= TIMES.socket * 0.1);
  const frame = { rev: 6, messages: changes(6).messages, more: false };
  const answered = machine.take({ type: "polled", turn: turn(machine), since: 5, status: 200, frame });
  assert.equal(the(answered, "state").state, "poll");
  assert.ok(the(answered, "show"));
  assert.equal(the(answered, "poll").wait, 25);
  const posted = machine.take({ type: "act", act: act(1) });
  assert.equal(the(posted, "post").act.id, "id-1");
  const on = open(machine, 6);
  assert.equal(the(on, "state").state, "on");
  assert.equal(the(on, "say").frame.id, "id-1"); // not answered yet, so sent once more, over the socket
});

test("after an announced restart it reconnects within three seconds and alarms nobody for a while", () => {
  for (const code of [1012, 1001]) {
    const machine = leading(() => 0.99);
    open(machine);
    const closed = close(machine, code);
    assert.ok(timer(closed, "again").ms < 3000);
    assert.equal(timer(closed, "alarm").ms, TIMES.restart);
    for (let n = 0; n < 4; n += 1) {
      ring(machine, "again");
      assert.equal(the(close(machine), "poll"), undefined);
    }
    assert.equal(machine.connection.backoff.failures, 0);
    assert.equal(machine.state, "on");
  }
});

test("a refusal of a plain request is final with its reason, and a page of another sign-in ends", () => {
  const refusals = [
    [{ code: "forbidden", detail: "Paused." }, false],
    [{ code: "forbidden", detail: "No.", token: false }, true],
  ];
  for (const [frame, ends] of refusals) {
    const machine = byPolls();
    machine.take({ type: "act", act: act(1) });
    const said = machine.take({ type: "answered", id: "id-1", status: 403, frame });
    assert.equal(the(said, "state")?.state, ends ? 4401 : undefined);
    assert.equal(the(said, "refused")?.act.refused, ends ? undefined : "Paused.");
  }
});

test("final codes end it, in the page's words", () => {
  for (const code of [4401, 4403, 4404, 4409]) {
    const machine = leading();
    open(machine);
    assert.equal(the(close(machine, code), "state").state, code);
    assert.deepEqual(machine.take({ type: "back" }), []);
  }
});

test("a closed room ends for a client that polls, after the last messages, and for every tab", () => {
  const machine = byPolls();
  const answer = { rev: 1, messages: [{ id: 1, rev: 1, author: 2 }], more: false, closed: true };
  const said = machine.take({ type: "polled", turn: turn(machine), since: 0, status: 200, frame: answer });
  assert.equal(the(said, "show").messages.length, 1);
  assert.equal(the(said, "state").state, 4409);
  const follower = new Machine({ me: 1, since: 0, random: () => 0.5 });
  const told = follower.take({ type: "told", word: { what: "state", line: 4409, since: 0 } });
  assert.equal(the(told, "state").state, 4409);
  assert.deepEqual(follower.take({ type: "hurry" }), []);
});

test("the next person who signs in on this phone gets none of it", () => {
  const machine = leading();
  machine.take({ type: "act", act: act(1) });
  machine.take({ type: "opened", socket: 1 });
  const said = hear(machine, { ...WELCOME, me: { id: 2 } });
  assert.equal(the(said, "state").state, 4401);
  assert.equal(said.find((command) => command.do === "say"), undefined);
});

test("a connection that is silent after a ping is dead", () => {
  const machine = leading();
  open(machine);
  assert.equal(the(ring(machine, "beat"), "say"), undefined);
  assert.equal(the(ring(machine, "beat"), "say").frame.type, "ping");
  assert.ok(the(ring(machine, "patience"), "close"));
});

test("late events of an old socket are ignored", () => {
  const machine = leading();
  close(machine);
  ring(machine, "again");
  assert.deepEqual(machine.take({ type: "opened", socket: 1 }), []);
  assert.deepEqual(machine.take({ type: "heard", socket: 1, frame: WELCOME }), []);
  assert.ok(the(machine.take({ type: "opened", socket: 2 }), "say"));
});

test("a tab that does not lead tells the leader, and takes its place if it does not answer", () => {
  const machine = new Machine({ me: 1, since: 5, random: () => 0.5 });
  machine.take({ type: "start", acts: [], known: [] });
  const said = machine.take({ type: "act", act: act(1) });
  assert.deepEqual(the(said, "tell").word, { what: "act", act: act(1) });
  assert.ok(the(ring(machine, "leader"), "steal"));
  const answered = machine.take({ type: "told", word: { what: "state", line: "on", since: 8 } });
  assert.ok(answered.some((command) => command.do === "cancel" && command.name === "leader"));
  assert.equal(the(answered, "poll").since, 5); // it asks for the changes that it missed itself
});
