// One machine under faults: broken answers, slow connections, a server that was set back.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  WELCOME, act, answered, changes, close, hear, leading, names, number, open, polled, polling, ring, the, timer, turn,
} from "./one.mjs";
import { TIMES } from "./room/protocol/times.js";
import { Machine } from "./room/protocol/machine.js";

test("a long poll without its fields changes nothing and is sent again", () => {
  for (const frame of [null, 7, {}, { rev: "6", messages: [] }, { rev: 6 }]) {
    const machine = polling();
    const said = polled(machine, 200, frame);
    assert.ok(timer(said, "poll"));
    assert.equal(the(said, "show"), undefined);
    assert.equal(machine.since, 5);
    assert.equal(the(ring(machine, "poll"), "poll").since, 5);
  }
});

test("an answer to a long poll is ignored after the next request", () => {
  const machine = polling();
  const before = turn(machine);
  machine.take({ type: "rang", name: "poll" });
  assert.deepEqual(polled(machine, 200, { rev: 9, messages: changes(9).messages }, before), []);
  assert.equal(machine.since, 5);
});

test("an empty long poll is not sent again at once", () => {
  const machine = polling();
  const said = polled(machine, 200, { rev: 5, messages: [], more: false });
  assert.equal(the(said, "poll"), undefined);
  assert.ok(timer(said, "poll").ms <= 1500);
  assert.equal(the(ring(machine, "poll"), "poll").wait, 25);
});

test("a refusal of a long poll that is not the room's own ends nothing", () => {
  for (const status of [401, 403, 404]) {
    assert.equal(the(polled(polling(), status, null), "state"), undefined);
    assert.equal(the(polled(polling(), status, { code: "x", detail: "No." }), "state").state, 4000 + status);
  }
});

test("an answer that does not name the act drops nothing, and the act is sent again", () => {
  for (const frame of [null, {}, { type: "ack", id: "id-2", message: 1, seq: 1, rev: 1 }]) {
    const machine = polling();
    machine.take({ type: "act", act: act(1) });
    const said = answered(machine, 200, frame);
    assert.equal(the(said, "drop"), undefined);
    assert.equal(the(ring(machine, "rest"), "post").act.id, "id-1");
    const ack = { type: "ack", id: "id-1", message: 9, seq: 9, rev: 9 };
    assert.equal(the(answered(machine, 200, ack), "drop").id, "id-1");
  }
});

test("an unreadable refusal refuses this act, and the next acts are sent", () => {
  for (const status of [400, 403, 404, 405, 409, 413]) {
    const machine = polling();
    machine.take({ type: "act", act: act(1) });
    machine.take({ type: "act", act: act(2) });
    const said = answered(machine, status);
    assert.equal(the(said, "refused").act.refused, true); // in the page's words
    assert.equal(the(said, "state"), undefined);
    assert.equal(the(said, "post").act.id, "id-2");
    answered(machine, 200, { type: "ack", id: "id-2", message: 9, seq: 9, rev: 9 }, "id-2");
    assert.equal(the(machine.take({ type: "retry", id: "id-1" }), "post").act.id, "id-1");
  }
});

test("an act that the server could not read twice in a row is refused, and the next acts are sent", () => {
  for (const code of [4400, 1002, 1007, 1009]) {
    const machine = leading();
    machine.take({ type: "act", act: act(1) });
    machine.take({ type: "act", act: act(2) });
    assert.equal(the(open(machine), "say").frame.id, "id-1");
    assert.equal(the(close(machine, code), "refused"), undefined); // the first time another frame may be to blame
    ring(machine, "again");
    assert.equal(the(open(machine), "say").frame.id, "id-1");
    const closed = close(machine, code);
    assert.equal(the(closed, "save").act.refused, true); // on the disk, with its text
    assert.equal(the(closed, "refused").act.id, "id-1"); // in the page's words
    assert.equal(the(closed, "tell").word.frame.code, "untaken"); // in all tabs
    assert.ok(timer(closed, "again"));
    ring(machine, "again");
    assert.equal(the(open(machine), "say").frame.id, "id-2");
    hear(machine, { type: "ack", id: "id-2", message: 9, seq: 9, rev: 9 });
    assert.equal(the(machine.take({ type: "retry", id: "id-1" }), "say").frame.id, "id-1");
    assert.equal(the(close(machine, code), "refused"), undefined); // sent again by its author, it may fail twice again
  }
});

test("an act that was not under way, or was acked in between, is not blamed", () => {
  const machine = leading();
  for (let n = 0; n < 4; n += 1) {
    open(machine);
    close(machine, 4400);
    ring(machine, "again");
  }
  for (let n = 1; n < 4; n += 1) {
    machine.take({ type: "act", act: act(n) });
    open(machine);
    assert.equal(the(close(machine, 4400), "refused"), undefined);
    ring(machine, "again");
    open(machine);
    hear(machine, { type: "ack", id: `id-${n}`, message: 9, seq: 9, rev: 9 });
    close(machine);
    ring(machine, "again");
  }
});

test("after too many sockets or frames the client waits 15 seconds or more", () => {
  for (const spread of [0, 0.5, 0.999]) {
    const machine = leading(() => spread);
    open(machine);
    for (let n = 0; n < 2; n += 1) {
      const closed = close(machine, 4429);
      assert.equal(timer(closed, "again").ms, 15000 + spread * 1000 * 2 ** n);
      assert.equal(the(closed, "open"), undefined);
      ring(machine, "again");
    }
  }
});

test("a busy or broken server is asked again, later each time, and an act that always breaks it is given up", () => {
  const busy = polling();
  busy.take({ type: "act", act: act(1) });
  for (let n = 0; n < 40; n += 1) {
    const said = answered(busy, [0, 408, 429][n % 3]);
    assert.equal(the(said, "refused"), undefined);
    ring(busy, "rest");
  }
  const broken = polling();
  broken.take({ type: "act", act: act(1) });
  const pauses = [];
  for (;;) {
    const said = answered(broken, 500);
    if (the(said, "refused")) break;
    pauses.push(timer(said, "rest").ms - 250);
    ring(broken, "rest");
  }
  assert.deepEqual(pauses, [3000, 6000, 12000, 24000, 30000, 30000, 30000]);
});

test("a connection counts as alive while pages of a catch-up arrive, even without an ack", () => {
  const machine = leading();
  machine.take({ type: "act", act: act(1) });
  const on = open(machine, 500);
  assert.equal(the(on, "say").frame.id, "id-1");
  assert.deepEqual(on.filter(({ name }) => name === "patience").map(({ ms }) => ms), [undefined, TIMES.page]);
  assert.equal(timer(machine.take({ type: "hurry" }), "patience"), undefined); // a request is no sign of life
  for (const frame of [{ type: "presence", present: [] }, { ...changes(100), after: 5, more: true }]) {
    assert.equal(timer(hear(machine, frame), "patience").ms, TIMES.page);
  }
  const last = hear(machine, { ...changes(500), after: 100 });
  assert.equal(timer(last, "patience"), undefined);
  assert.ok(last.some((command) => command.do === "cancel" && command.name === "patience"));
  hear(machine, { type: "ack", id: "id-1", message: 9, seq: 9, rev: 501 });
  assert.equal(timer(machine.take({ type: "hurry" }), "patience").ms, TIMES.patience);
});

test("the first welcome, with all cards, may take a minute on a slow connection; one without cards may not", () => {
  const machine = leading();
  const asked = () => timer(machine.take({ type: "opened", socket: number(machine) }), "patience").ms;
  assert.equal(asked(), TIMES.cast);
  assert.ok(TIMES.cast > 50_000 * 8 / 10); // 50 KB at 10 kbit/s
  hear(machine, { ...WELCOME, members: [], cast: "a" });
  close(machine);
  ring(machine, "again");
  assert.equal(asked(), TIMES.patience);
  hear(machine, { ...WELCOME, cast: "a" });
  assert.equal(timer(machine.take({ type: "stranger" }), "patience").ms, TIMES.cast);
  // Any frame meanwhile is a sign of life, although it is not the answer.
  assert.equal(timer(hear(machine, { type: "presence", present: [] }), "patience").ms, TIMES.cast);
  ring(machine, "beat");
  const beat = ring(machine, "beat"); // the server answers a ping after the pages, so the ping sets no shorter limit
  assert.equal(the(beat, "say").frame.type, "ping");
  assert.equal(timer(beat, "patience"), undefined);
  assert.ok(the(ring(machine, "patience"), "close"));
});

test("the ack of a long text may take as long as the text takes on a slow connection", () => {
  const machine = leading();
  open(machine);
  const long = { ...act(1), body: "x".repeat(4000) };
  const { ms } = timer(machine.take({ type: "act", act: long }), "patience");
  assert.ok(ms - 8000 > 4000 * 8 / 3 && ms <= 30000, `${ms}`); // 4 KB at 3 kbit/s, and the round trip
});

test("long polls begin after three sockets that opened and brought no missed change", () => {
  const machine = leading();
  machine.take({ type: "act", act: act(1) });
  for (let n = 0; n < 3; n += 1) {
    if (n) ring(machine, "again");
    open(machine, 500);
    assert.equal(machine.connection.poll.active, false);
    ring(machine, "patience");
  }
  assert.equal(machine.connection.poll.active, true);
  const page = polled(machine, 200, { rev: 100, messages: changes(100).messages, more: true });
  assert.deepEqual(names(page).filter((name) => ["open", "post", "poll"].includes(name)), ["post", "poll"]);
  assert.equal(the(page, "poll").since, 100);
});

test("a socket that brought something before it was cut is no failure", () => {
  const machine = leading();
  for (let rev = 6; rev < 12; rev += 1) {
    open(machine, 500);
    hear(machine, { ...changes(rev), after: rev - 1, more: true });
    ring(machine, "patience");
    ring(machine, "again");
  }
  assert.equal(machine.connection.poll.active, false);
  assert.equal(machine.connection.backoff.failures, 0);
});

test("a server that was set back is read again by all tabs, and waiting acts go on waiting", () => {
  const machine = leading();
  machine.take({ type: "act", act: act(1) });
  const back = open(machine, 3);
  assert.deepEqual(the(back, "say").frame, { type: "hello", since: 0, lean: true });
  assert.ok(the(back, "empty"));
  assert.deepEqual(the(back, "tell").word, { what: "set back" });
  const on = hear(machine, { ...WELCOME, rev: 3 });
  assert.equal(the(on, "empty"), undefined);
  assert.equal(the(on, "say").frame.id, "id-1");
  assert.ok(the(hear(machine, { ...changes(3), after: 0 }), "show"));
  assert.equal(machine.since, 3);
});

test("a long poll shows it too, although a hello with the old revision is under way", () => {
  const machine = polling();
  ring(machine, "again");
  machine.take({ type: "opened", socket: number(machine) });
  const back = polled(machine, 200, { rev: 3, messages: [], more: false });
  assert.ok(the(back, "empty"));
  ring(machine, "poll");
  assert.ok(the(polled(machine, 200, { rev: 6, messages: changes(6).messages }), "show"));
  assert.equal(machine.since, 6);
  const follower = new Machine({ me: 1, since: 5, random: () => 0.5 });
  follower.take({ type: "start", acts: [], known: [] });
  assert.ok(the(follower.take({ type: "told", word: { what: "set back" } }), "empty"));
  follower.take({ type: "told", word: { what: "state", line: "on", since: 3 } });
  assert.equal(follower.since, 0);
  polled(follower, 200, { rev: 3, messages: changes(3).messages });
  assert.equal(follower.since, 3);
});

test("a hello that was sent before a long poll showed it is sent again", () => {
  const machine = polling();
  ring(machine, "again");
  machine.take({ type: "opened", socket: number(machine) });
  polled(machine, 200, { rev: 3, messages: [], more: false });
  const welcomed = hear(machine, { ...WELCOME, rev: 7 });
  assert.equal(the(welcomed, "say").frame.since, 0);
  assert.equal(machine.connection.socket.open, false);
});
