// The end of a mute for a time, on a made-up clock that may be as wrong as a phone's.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Mute } from "./room/composer/mute.js";

const DAY = 24 * 3600 * 1000;
const phone = { now: 0, timer: null };
Date.now = () => phone.now;
globalThis.setTimeout = (rings, ms) => {
  phone.timer = { rings, at: phone.now + (ms > 2 ** 31 - 1 ? 1 : ms) };
  return phone.timer;
};
globalThis.clearTimeout = (timer) => { if (timer && timer === phone.timer) phone.timer = null; };

// Years behind the server.
beforeEach(() => Object.assign(phone, { now: Date.parse("2019-01-01T00:00:00Z"), timer: null }));

// The number of timers until then.
function pass(ms) {
  const until = phone.now + ms;
  let rings = 0;
  for (; phone.timer && phone.timer.at <= until; rings += 1) {
    assert.ok(rings < 100, "it rings and rings");
    const { timer } = phone;
    Object.assign(phone, { now: timer.at, timer: null });
    timer.rings();
  }
  phone.now = until;
  return rings;
}

function muted(until) {
  const told = [];
  const mute = new Mute((is) => told.push(is));
  mute.take({ muted_until: until }, "2026-03-01T12:00:00Z", phone.now);
  return { mute, told };
}

test("a mute ends by the server's clock, whatever the phone's clock shows", () => {
  const { told } = muted("2026-03-01T12:10:00Z");
  pass(10 * 60000 - 1);
  assert.deepEqual(told, [true]);
  pass(1);
  assert.deepEqual(told, [true, false]);
  assert.equal(phone.timer, null);
});

test("a frame that another tab received long ago does not delay the end", () => {
  const told = [];
  const heard = phone.now;
  pass(9 * 60000);
  new Mute((is) => told.push(is)).take({ muted_until: "2026-03-01T12:10:00Z" }, "2026-03-01T12:00:00Z", heard);
  pass(60000 - 1);
  assert.deepEqual(told, [true]);
  pass(1);
  assert.deepEqual(told, [true, false]);
});

test("a mute of a hundred days ends after a hundred days, although no timer is that long", () => {
  const { told } = muted("2026-06-09T12:00:00Z");
  assert.ok(pass(100 * DAY - 1) < 10);
  assert.equal(told.at(-1), true);
  pass(1);
  assert.equal(told.at(-1), false);
});

test("the server may lift, lengthen and repeat a mute", () => {
  const { mute, told } = muted("2026-03-01T12:10:00Z");
  mute.take({ muted_until: null });
  assert.deepEqual([told.at(-1), phone.timer], [false, null]);
  mute.take({ muted_until: "2026-03-01T12:10:00Z" });
  mute.take({ muted_until: "2026-03-01T12:20:00Z" });
  pass(15 * 60000);
  assert.equal(told.at(-1), true);
  pass(5 * 60000);
  assert.equal(told.at(-1), false);
});

test("a client that is not muted sets no timer", () => {
  assert.deepEqual(muted(null).told, [false]);
  assert.deepEqual(muted("2026-03-01T11:59:59Z").told, [false]);
  assert.equal(phone.timer, null);
});
