// A made-up world for the machine: a server that commits, tabs that come and go, a disk, connections that are cut. One
// seed decides all of it.
import assert from "node:assert/strict";
import { Machine } from "./room/protocol/machine.js";

export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const ME = 1;

export class Server {
  constructor(world) {
    Object.assign(this, { world, up: true, rev: 0, messages: [], known: new Map(), sockets: new Set(), log: [] });
    this.muted = false;
    this.joins = world.random() < 0.5; // does a frame name the revision that it follows?
  }

  since(rev) { return this.messages.filter((message) => message.rev > rev).sort((a, b) => a.rev - b.rev); }

  copy() { return structuredClone({ rev: this.rev, messages: this.messages, known: this.known, log: this.log }); }

  // The server is set back to an older copy: later acts are gone, unless their ack has not come, so they are sent
  // again.
  setBack(copy) {
    for (const id of this.log) if (!copy.log.includes(id)) this.world.given_up.add(id);
    Object.assign(this, copy);
    for (const wire of [...this.world.wires]) this.world.break(wire);
  }

  // The answer to an act, the same over sockets and HTTP.
  act(frame, author) {
    const nack = (what) => ({ type: "nack", id: frame.id, ...what });
    if (author === ME && this.world.chance("rate")) return nack({ code: "rate", detail: "", retry_after: 1 });
    if (this.known.has(frame.id)) return this.known.get(frame.id);
    const isMuted = author === ME && (this.muted || this.world.chance("refuse"));
    if (isMuted) return nack({ code: "muted", detail: "muted" });
    let message = this.messages.find(({ id }) => id === frame.message);
    if (frame.type !== "send" && !message) return nack({ code: "invalid", detail: "gone" });
    this.rev += 1;
    if (frame.type === "send") {
      const count = this.messages.length;
      message = { id: 1000 + count, seq: count + 1, author, body: frame.body, client: frame.id };
      this.messages.push(message);
    } else message.edits = (message.edits ?? 0) + 1;
    message.rev = this.rev;
    this.log.push(frame.id);
    const ack = { type: "ack", id: frame.id, message: message.id, seq: message.seq, rev: this.rev };
    this.known.set(frame.id, ack);
    for (const socket of this.sockets) this.bring(socket);
    return ack;
  }

  // A frame may be lost, but not between the welcome and the end of the catch-up, because no client could notice.
  bring(socket, may_fail = true) {
    if (socket.since === undefined) return;
    const after = this.joins ? socket.since : undefined;
    const messages = this.since(socket.since).map((message) => ({ ...message }));
    socket.since = this.rev;
    if (!messages.length || (may_fail && this.world.chance("gap"))) return;
    socket.down.push({ type: "changes", rev: this.rev, messages, more: false, after });
  }

  take(socket, frame) {
    if (frame.type === "hello") {
      assert.ok(Number.isInteger(frame.since), "hello says no revision");
      socket.since = Math.min(frame.since, this.rev);
      const people = frame.cast === "mark" ? {} : { members: [{ id: ME }], facilitators: [] };
      socket.down.push({ type: "welcome", rev: this.rev, me: { id: ME }, present: [], cast: "mark", ...people });
      this.bring(socket, false);
    } else if (frame.type === "ping") socket.down.push({ type: "pong" });
    else if (frame.id) {
      const answer = this.act(frame, ME);
      socket.down.push(answer);
      if (answer.type === "ack" && this.world.chance("double")) socket.down.push(answer);
    }
  }
}

// One tab: its machine, what its page shows, its timers.
export class Tab {
  constructor(world, name) {
    Object.assign(this, { world, name, alive: true, asleep: false, says: "start" });
    Object.assign(this, { timers: new Map(), rows: new Map(), waiting: new Map() });
    this.machine = new Machine({ me: ME, since: world.server.rev, random: world.random });
    for (const message of world.server.messages) this.rows.set(message.id, { ...message });
    // The page names the messages that this phone sent.
    const known = world.server.messages.map(({ id, seq, client }) => ({ type: "ack", id: client, message: id, seq }));
    this.feed({ type: "start", acts: world.onDisk(), known });
  }

  feed(event) {
    if (!this.alive) return;
    for (const command of this.machine.take(event)) this[command.do](command);
  }

  open({ socket }) { this.world.connect(this, socket); }
  close({ socket }) { this.world.hangUp(this, socket); }
  say({ frame }) { this.world.socketOf(this)?.up.push(frame); }
  poll(what) { this.world.requests.push({ tab: this, ...what }); }
  post({ act }) { this.world.requests.push({ tab: this, act }); }
  timer({ name, ms }) { this.timers.set(name, this.world.now + ms); }
  cancel({ name }) { this.timers.delete(name); }
  save({ act }) { if (this.world.disk.has(act.n)) this.world.disk.set(act.n, { ...act }); }
  drop({ id }) { for (const [n, act] of this.world.disk) if (act.id === id) this.world.disk.delete(n); }
  tell({ word }) {
    const others = this.world.tabs.filter((tab) => tab !== this);
    for (const to of others) this.world.bus.push({ from: this, to, word: structuredClone(word) });
  }

  steal() { this.world.steal(this); }
  empty() { this.rows.clear(); }
  state({ state }) { this.says = state; }
  frame({ frame }) { if (frame.type === "welcome") assert.ok(frame.members, `${this.name} is not told who is there`); }
  wait({ act }) { this.waiting.set(act.id, act.refused ? "refused" : "waits"); }
  refused({ act }) {
    this.world.touched.add(act.id); // a refused act has lost its place
    if (act.type !== "send") { this.world.given_up.add(act.id); this.waiting.delete(act.id); }
    if (this.waiting.has(act.id)) this.waiting.set(act.id, "refused");
  }

  dropped({ act }) { this.waiting.delete(act.id); }

  acked({ act, message }) {
    this.waiting.delete(act.id);
    if (act.type === "send" && !this.rows.has(message)) this.rows.set(message, { id: message, rev: 0, client: act.id });
  }

  show({ messages }) {
    for (const message of messages) {
      const fault = `${this.name} shows twice what waits: ${message.body}`;
      assert.notEqual(this.waiting.get(message.client), "waits", fault);
      if ((this.rows.get(message.id)?.rev ?? -1) <= message.rev) this.rows.set(message.id, message);
    }
  }
}

export class World {
  constructor(seed, chances = {}) {
    Object.assign(this, { random: dice(seed), chances, now: 0, n: 0, leader: null, cut: false, blocked: false });
    Object.assign(this, { disk: new Map(), touched: new Set(), given_up: new Set() });
    Object.assign(this, { tabs: [], bus: [], wires: [], requests: [], made: [] });
    this.server = new Server(this);
  }

  chance(name) { return this.random() < (this.chances[name] ?? 0); }
  any(list) { return list[Math.floor(this.random() * list.length)]; }
  onDisk() { return [...this.disk.values()].sort((a, b) => a.n - b.n).map((act) => ({ ...act })); }

  enter() {
    const tab = new Tab(this, `tab ${this.tabs.length + 1} at ${this.now}`);
    this.tabs.push(tab);
    return tab;
  }

  // The tab is closed, reloaded or crashed; acts that only its memory held are gone.
  leave(tab) {
    tab.alive = false;
    this.tabs = this.tabs.filter((one) => one !== tab);
    for (const wire of this.wires.filter((one) => one.tab === tab)) this.end(wire);
    this.bus = this.bus.filter(({ to }) => to !== tab);
    if (this.leader === tab) this.leader = null;
  }

  steal(tab) {
    const old = this.leader;
    this.leader = tab;
    this.bus = this.bus.filter(({ to, robbed }) => !robbed || to !== tab);
    if (old && old !== tab) this.bus.push({ from: tab, to: old, robbed: true });
    tab.feed({ type: "lead", acts: this.onDisk() });
  }

  write(tab, type = "send") {
    const mine = this.server.messages.filter(({ author }) => author === ME);
    const message = type === "send" ? undefined : this.any(mine)?.id;
    if (type !== "send" && !message) return;
    this.n += 1;
    const act = { n: this.n, id: `act-${this.n}`, type, body: `words ${this.n}`, message };
    this.disk.set(act.n, { ...act });
    this.made.push({ id: act.id, tab });
    tab.feed({ type: "act", act });
    return act;
  }

  speak() { this.server.act({ type: "send", id: `other-${this.random()}`, body: "theirs" }, 2); }

  connect(tab, number) {
    const wire = { tab, number, up: [], down: [], works: !this.cut && !this.blocked && this.server.up, said: false };
    this.wires.push(wire);
    if (wire.works) this.server.sockets.add(wire);
  }

  socketOf(tab) { return this.wires.findLast((wire) => wire.tab === tab && !wire.over); }

  hangUp(tab, number) {
    for (const wire of this.wires.filter((one) => one.tab === tab && one.number === number)) this.end(wire);
  }

  end(wire) {
    wire.over = true;
    this.server.sockets.delete(wire);
    this.wires = this.wires.filter((one) => one !== wire);
  }

  // The server has lost the socket and the frames under way; the tab learns of it sooner, later or never.
  break(wire, code = 1006) {
    this.server.sockets.delete(wire);
    const down = this.random() < 0.5 ? wire.down : [];
    Object.assign(wire, { works: false, up: [], down, code, silent: code === 1006 && this.random() < 0.3 });
  }

  // Returns all events that could happen next, each as a function.
  possible() {
    const found = [];
    if (!this.leader && this.tabs.length) found.push(() => this.steal(this.any(this.tabs)));
    const heads = new Set();
    for (const [at, word] of this.bus.entries()) {
      if (heads.has(word.to) || word.to.asleep) continue; // browsers deliver words in the order in which they were sent
      heads.add(word.to);
      found.push(() => {
        this.bus.splice(at, 1);
        word.to.feed(word.robbed ? { type: "follow" } : { type: "told", word: word.word });
      });
    }
    for (const wire of this.wires) {
      if (wire.tab.asleep) continue;
      const socket = wire.number;
      if (wire.works && !wire.said) found.push(() => { wire.said = true; wire.tab.feed({ type: "opened", socket }); });
      if (wire.works && wire.up.length) found.push(() => this.server.take(wire, wire.up.shift()));
      if (wire.down.length) found.push(() => wire.tab.feed({ type: "heard", socket, frame: wire.down.shift() }));
      const isOver = !wire.works && !wire.down.length && !wire.silent;
      if (isOver) found.push(() => {
        this.end(wire);
        wire.tab.feed({ type: "closed", socket, code: wire.code ?? 1006 });
      });
    }
    for (const request of this.requests) if (!request.tab.asleep) found.push(() => this.answer(request));
    return found;
  }

  answer(request) {
    const fails = this.cut || !this.server.up;
    if (!fails && !request.act && request.wait && this.server.rev <= request.since && this.random() < 0.9) return;
    this.requests.splice(this.requests.indexOf(request), 1);
    const { tab, act, turn, since } = request;
    if (act) {
      const said = fails ? null : this.server.act(act, ME);
      const answered = (status, frame) => tab.feed({ type: "answered", id: act.id, status, frame });
      if (!said || this.chance("lost")) return answered(0);
      if (this.chance("torn")) return answered(200, this.any([null, {}]));
      return answered(said.type === "ack" ? 200 : said.code === "rate" ? 429 : 403, said);
    }
    if (fails || this.chance("lost")) return tab.feed({ type: "polled", turn, since, status: 0 });
    if (this.chance("torn")) return tab.feed({ type: "polled", turn, since, status: 200, frame: this.any([null, {}]) });
    const messages = this.server.since(since).map((message) => ({ ...message }));
    tab.feed({ type: "polled", turn, since, status: 200, frame: { rev: this.server.rev, messages, more: false } });
  }

  // Lets one possible event happen; without any, the next timer fires.
  step() {
    const found = this.possible();
    if (found.length && this.random() < 0.97) return this.any(found)();
    const next = this.nextTimer();
    if (!next) return found.length ? this.any(found)() : undefined;
    this.now = Math.max(this.now, next.at);
    next.tab.timers.delete(next.name);
    next.tab.feed({ type: "rang", name: next.name });
  }

  nextTimer() {
    let next;
    for (const tab of this.tabs.filter(({ asleep }) => !asleep)) {
      for (const [name, at] of tab.timers) if (!next || at < next.at) next = { tab, name, at };
    }
    return next;
  }

  run(steps) { for (let n = 0; n < steps; n += 1) this.step(); }
}
