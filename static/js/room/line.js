// The line to a room: what the person did is kept on this device until the server has acknowledged it, through whichever door.

const LONGEST_PAUSE = 30000;
const SILENCE = 25000;
const FAILURES = 3;
const TRY_SOCKET_EVERY = 60000;
const FINAL = new Set(["muted", "closed", "too_long", "forbidden", "invalid"]);

// Acts that wait for their ack, in the order in which they were done. In memory where the browser keeps no database.
export async function openOutbox(room) {
  const held = new Map();
  let database;
  try {
    database = await new Promise((found, failed) => {
      const asked = indexedDB.open("kapok-outbox", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("acts", { keyPath: "id" });
      asked.onsuccess = () => found(asked.result);
      asked.onerror = asked.onblocked = failed;
    });
  } catch { /* a private window without storage: memory has to do */ }
  const store = (mode) => database.transaction("acts", mode).objectStore("acts");
  if (database) {
    const all = await new Promise((found) => {
      const asked = store("readonly").getAll();
      asked.onsuccess = () => found(asked.result);
      asked.onerror = () => found([]);
    });
    for (const act of all.filter((one) => one.room === room).sort((a, b) => a.at - b.at)) held.set(act.id, act);
  }
  return {
    all: () => [...held.values()],
    get: (id) => held.get(id),
    // Resolves when the act is on this device's disk, so that a reload right after loses nothing.
    keep(act) {
      held.set(act.id, act);
      return new Promise((done) => {
        if (!database) return done();
        const asked = store("readwrite").put(act);
        asked.onsuccess = asked.onerror = done;
      });
    },
    drop(id) {
      held.delete(id);
      if (database) store("readwrite").delete(id);
    },
  };
}

// `heard` gets every frame that the server says, `state` one of: on, off, polling, and the close codes 4401 4403 4404 4409.
export class Line {
  constructor(room, { since, outbox, heard, state, token }) {
    Object.assign(this, { room, since, outbox, heard, state, token });
    this.failures = this.pause = 0;
    this.dead = false;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
    addEventListener("offline", () => this.socket?.close());
    this.connect();
  }

  get open() { return this.socket?.readyState === WebSocket.OPEN && this.welcomed; }

  connect() {
    clearTimeout(this.later);
    if (this.dead || (this.socket && this.socket.readyState < WebSocket.CLOSING)) return;
    const address = new URL(`/ws/rooms/${this.room}/`, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = this.socket = new WebSocket(address);
    this.welcomed = false;
    // A proxy that swallows the upgrade would keep us waiting for minutes.
    const patience = setTimeout(() => this.welcomed || socket.close(), 10000);
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", since: this.since }));
    socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    socket.onclose = ({ code }) => {
      clearTimeout(patience);
      clearInterval(this.pulse);
      if (socket === this.socket) this.closed(code);
    };
  }

  take(frame) {
    this.lastHeard = Date.now();
    if (frame.type === "welcome") {
      this.welcomed = true;
      this.failures = 0;
      this.asked = null;
      clearInterval(this.pulse);
      this.pulse = setInterval(() => this.beat(), SILENCE);
      this.state("on");
    }
    if (frame.type === "ack") this.outbox.drop(frame.id);
    if (frame.type === "nack") this.refused(frame);
    if (frame.type !== "changes") this.heard(frame);
    else if (this.gap(frame)) this.socket.send(JSON.stringify({ type: "hello", since: this.since }));
    else this.took(frame);
    if (frame.type === "welcome") this.flush();
  }

  took(frame) {
    this.heard(frame);
    this.since = Math.max(this.since, frame.rev);
  }

  // A frame that begins past the next revision may hide a change: ask once; what comes then is whole.
  gap({ messages }) {
    const first = messages[0]?.rev;
    if (!first || first <= this.since + 1 || this.asked === this.since) return false;
    this.asked = this.since;
    return true;
  }

  beat() {
    if (Date.now() - this.lastHeard > 2 * SILENCE) return this.socket.close();
    this.say({ type: "ping", t: Date.now() });
  }

  closed(code) {
    this.welcomed = false;
    if ([4401, 4403, 4404, 4409].includes(code)) {
      this.dead = true;
      return this.state(String(code));
    }
    this.failures += 1;
    if (this.failures >= FAILURES && navigator.onLine) {
      this.later = setTimeout(() => this.connect(), TRY_SOCKET_EVERY);
      return this.poll();
    }
    if (!this.polling) this.state("off");
    const pause = code === 4429 ? LONGEST_PAUSE : Math.min(LONGEST_PAUSE, 500 * 2 ** this.failures);
    this.later = setTimeout(() => this.connect(), pause * (0.5 + Math.random() / 2));
  }

  hurry() {
    if (this.open) return this.beat();
    this.failures = Math.min(this.failures, FAILURES - 1);
    this.connect();
  }

  // Where no socket stays open: long polls, one after the other, until a socket does.
  async poll() {
    if (this.polling) return;
    this.polling = true;
    let wait = 0; // the first answer at once: it tells that plain requests pass
    while (!this.open && !this.dead) {
      try {
        const answer = await fetch(`/rooms/${this.room}/changes?since=${this.since}&wait=${wait}`, { redirect: "error" });
        if (answer.status === 401 || answer.status === 403 || answer.status === 404) return this.closed(4000 + answer.status);
        if (!answer.ok) throw new Error(answer.status);
        this.state("polling");
        wait = 25;
        const found = await answer.json();
        if (!this.open) this.took({ type: "changes", ...found });
        this.post();
      } catch {
        if (!this.open) this.state("off");
        wait = 0;
        await new Promise((on) => setTimeout(on, 5000));
      }
    }
    this.polling = false;
  }

  async act(act) {
    await this.outbox.keep({ ...act, room: this.room, at: Date.now() });
    if (this.open) this.say(frameOf(act));
    else if (this.polling) this.post();
    else this.hurry();
  }

  say(frame) {
    if (this.open) this.socket.send(JSON.stringify(frame));
  }

  // Everything that has no ack yet, in its order, with the same ids: the server does each once. Not all in one breath: who
  // says more than a hundred things a second is hung up on.
  async flush() {
    const { socket } = this;
    for (const [n, { id }] of this.outbox.all().entries()) {
      if (n >= 20) await new Promise((on) => setTimeout(on, 60));
      const act = this.outbox.get(id);
      if (socket !== this.socket) return;
      if (act && !act.refused) this.say(frameOf(act));
    }
  }

  async post() {
    if (this.posting) return;
    this.posting = true;
    try {
      for (const act of this.outbox.all()) {
        if (act.refused || this.open) continue;
        const said = await this.postOne(act);
        if (said.code === "rate") break;
        this.take({ ...said, type: said.code ? "nack" : "ack", id: act.id });
      }
    } catch { /* the next poll tries again */ }
    this.posting = false;
  }

  async postOne(act) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    if (act.type === "send") {
      const body = JSON.stringify({ id: act.id, body: act.body, reply_to: act.reply_to ?? null });
      const answer = await fetch(`/rooms/${this.room}/messages`, {
        method: "POST", body, headers: { ...headers, "Content-Type": "application/json" },
      });
      if (answer.status >= 500) throw new Error(answer.status);
      return answer.json();
    }
    const form = new FormData();
    form.set("act", act.type);
    form.set("id", act.id);
    if (act.body) form.set("body", act.body);
    if (act.emoji) form.set(act.on ? "on" : "off", act.emoji);
    const answer = await fetch(`/rooms/${this.room}/messages/${act.message}/`, { method: "POST", body: form, headers });
    if (answer.status >= 500) throw new Error(answer.status);
    return answer.json();
  }

  refused(frame) {
    const act = this.outbox.get(frame.id);
    if (!act) return;
    if (!FINAL.has(frame.code)) setTimeout(() => this.say(frameOf(act)), 1000 * (frame.retry_after || 2));
    else if (act.type === "send") this.outbox.keep({ ...act, refused: frame.detail });
    else this.outbox.drop(act.id);
  }
}

function frameOf({ room, at, refused, ...act }) { return act; }
