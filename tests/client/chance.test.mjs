// Whatever happens to connection, tabs and server, no act is lost or doubled, and one author's acts keep their order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ME, World } from "./world.mjs";

const RUNS = Number(process.env.KAPOK_RUNS ?? 300);
const FIRST = Number(process.env.KAPOK_SEED ?? Math.floor(Math.random() * 1e9));

function trouble(world) {
  const tab = world.any(world.tabs);
  const happenings = [
    () => world.write(tab), () => world.write(tab), () => world.write(tab, "react"), () => world.speak(),
    () => { world.cut = !world.cut; for (const wire of world.wires) if (world.cut) world.break(wire); },
    () => { world.blocked = !world.blocked; for (const wire of world.wires) if (world.blocked) world.break(wire); },
    () => {
      world.server.up = !world.server.up;
      const code = world.any([1012, 1013, 1006, 4400, 4429]);
      for (const wire of [...world.wires]) if (!world.server.up) world.break(wire, code);
    },
    () => { if (world.wires.length) world.break(world.any(world.wires)); },
    () => { if (world.tabs.length < 3) world.enter(); },
    () => { world.leave(tab); world.enter(); },
    () => { if (world.tabs.length > 1) world.leave(tab); },
    () => { tab.asleep = !tab.asleep; },
    () => tab.feed({ type: "offline" }), () => tab.feed({ type: "back" }), () => tab.feed({ type: "hurry" }),
    () => { world.server.muted = !world.server.muted; },
    () => answerRefusals(world, tab),
    () => tab.feed({ type: "stranger" }),
  ];
  world.any(happenings)();
}

function answerRefusals(world, tab) {
  for (const act of tab.machine.queue.acts.filter(({ refused }) => refused)) {
    if (world.random() < 0.7) tab.feed({ type: "retry", id: act.id });
    else { world.given_up.add(act.id); tab.feed({ type: "drop", id: act.id }); }
  }
}

function heal(world) {
  Object.assign(world, { cut: false, blocked: false, chances: {} });
  Object.assign(world.server, { up: true, muted: false });
  for (const tab of world.tabs) { tab.asleep = false; tab.feed({ type: "back" }); }
  for (let round = 0; round < 40; round += 1) {
    world.run(400);
    for (const tab of world.tabs) answerRefusals(world, tab);
    if (round % 4 === 0) world.speak(); // the next frame shows the changes of a lost one
    if (round > 8 && isHealed(world)) break;
  }
}

function isHealed(world) {
  if (world.bus.length || world.disk.size) return false;
  return world.tabs.every(({ machine, says }) => (
    !machine.queue.acts.length && machine.since === world.server.rev && ["on", "poll"].includes(says)
  ));
}

function check(world) {
  const { log } = world.server;
  assert.equal(new Set(log).size, log.length, "the server did something twice");
  for (const { id } of world.made) assert.ok(log.includes(id) || world.given_up.has(id), `${id} is lost`);
  for (const tab of new Set(world.made.map((one) => one.tab))) {
    const keepsOrder = ({ id }) => !world.touched.has(id) && !world.given_up.has(id);
    const mine = world.made.filter((one) => one.tab === tab && keepsOrder(one)).map(({ id }) => id);
    assert.deepEqual(log.filter((id) => mine.includes(id)), mine, `the order of ${tab.name}`);
  }
  for (const tab of world.tabs) {
    const shown = [...tab.rows.values()].sort((a, b) => a.seq - b.seq).map(({ id, rev, edits }) => [id, rev, edits]);
    const stands = world.server.messages.map(({ id, rev, edits }) => [id, rev, edits]);
    assert.deepEqual(shown, stands, `${tab.name} shows what stands`);
    assert.equal(tab.waiting.size, 0, `${tab.name} shows as waiting what is done`);
    assert.ok(["on", "poll"].includes(tab.says), `${tab.name} says ${tab.says}`);
  }
  assert.equal(world.disk.size, 0, "the disk keeps what is done");
  assert.ok(world.server.sockets.size <= 1, "several sockets stand open");
  assert.ok(world.made.every(({ id }) => id) && ME === 1);
}

test(`no act is lost, doubled or reordered (seed ${FIRST}, ${RUNS} worlds)`, () => {
  let acts = 0;
  for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
    const world = new World(seed, { rate: 0.1, refuse: 0.02, double: 0.1, gap: 0.05, lost: 0.2, torn: 0.05 });
    world.enter();
    try {
      for (let n = 0; n < 120; n += 1) {
        trouble(world);
        world.run(Math.floor(world.random() * 12));
      }
      heal(world);
      check(world);
    } catch (fault) {
      fault.message = `KAPOK_SEED=${seed} KAPOK_RUNS=1: ${fault.message}`;
      throw fault;
    }
    acts += world.made.length;
  }
  console.log(`seed ${FIRST}: ${RUNS} worlds, ${acts} acts, none lost, none twice, all in order`);
});

test(`each tab shows the state of a server that was set back, and waiting acts are sent (seed ${FIRST})`, () => {
  for (let seed = FIRST; seed < FIRST + RUNS; seed += 1) {
    const world = new World(seed, { lost: 0.2, torn: 0.05 });
    world.enter();
    try {
      let copy = world.server.copy();
      for (let n = 0; n < 60; n += 1) {
        if (n === 20) copy = world.server.copy();
        trouble(world);
        world.run(Math.floor(world.random() * 12));
      }
      heal(world);
      for (const wire of world.wires) world.break(wire);
      world.cut = true;
      for (const tab of world.tabs) { world.write(tab); world.write(tab, "react"); }
      world.server.setBack(copy);
      world.cut = false;
      world.run(2000);
      heal(world);
      check(world);
    } catch (fault) {
      fault.message = `KAPOK_SEED=${seed} KAPOK_RUNS=1: ${fault.message}`;
      throw fault;
    }
  }
});
