// The line to the server, as pure state: sockets with back-off, long polls where none stays open.
import { Polls } from "./polls.js";

const FINAL = [4401, 4403, 4404, 4409];
const RESTARTS = [1001, 1012];
const MALFORMED = [4400, 1002, 1007, 1009]; // the server, or what serves it, could make nothing of what we said
const AWAY = 1013; // the server is there and its database is not: no reason to try another door
const FAILURES = 3;
const BYTE = 3; // ms of what one says, at some 3 kbit/s
export const TIMES = { beat: 30000, patience: 12000, page: 30000, cast: 60000, longest: 30000, alarm: 2500, restart: 15000, socket: 60000 };

// Whoever extends it says what frames mean (`welcomed`, `changed`, `hear`), whether pages of catching up are still to come
// (`behind`), who `leads`, and `tell`s other tabs.
export class Line extends Polls {
  constructor(random) {
    super();
    Object.assign(this, { random, line: "start", online: true, welcome: null, stuck: null, blamed: null });
    this.socket = this.failed = this.tries = this.spared = this.said = 0;
    this.live = this.open = this.asked = this.silent = this.calm = this.dead = this.brought = this.vain = false;
  }

  door() {
    if (!this.leads || this.dead) return "";
    return this.open ? "socket" : this.line === "poll" ? "post" : "";
  }

  connect() {
    if (!this.leads || this.live) return;
    this.cancel("again");
    this.live = this.asked = true; // no change counts before the welcome
    this.brought = false;
    this.socket += 1;
    this.do("open", { socket: this.socket });
    this.timer("patience", TIMES.patience);
  }

  opened({ socket }) { if (socket === this.socket && this.live) this.hello(); }

  // Who may be in a room is told once; of a whole course these are 50 KB in one frame, which take 40 s at 10 kbit/s.
  hello() {
    this.asked = true;
    this.said = this.since;
    const cast = this.welcome?.cast;
    this.patience = cast ? TIMES.patience : TIMES.cast;
    this.do("say", { frame: { type: "hello", since: this.since, lean: true, ...(cast && { cast }) } });
    if (!this.open || !this.behind()) this.timer("patience", this.patience);
  }

  // Something that the server answers: silence means that the line is dead. While a welcome or pages are to come the answer
  // lies behind them, and a page may take long: then whatever arrives is a sign of life.
  ask(frame) {
    this.do("say", { frame });
    if (!this.asked && !this.behind()) this.timer("patience", TIMES.patience + BYTE * (frame.body?.length ?? 0));
  }

  heard({ socket, frame }) {
    if (socket !== this.socket || !this.live) return;
    const { since } = this;
    this.silent = false;
    if (!this.asked || frame.type === "welcome") this.cancel("patience");
    else this.timer("patience", this.patience); // something arrives
    if (frame.type === "welcome") this.welcomed(frame);
    else if (frame.type !== "changes") this.hear(frame);
    else if (!this.asked) this.changed(frame);
    if (!this.open) return;
    if (this.since > since || !this.behind()) this.brought = true;
    if (this.behind()) this.timer("patience", TIMES.page);
  }

  stands() {
    this.asked = false;
    if (this.open) return;
    this.open = true;
    this.polling = this.resting = this.silent = this.calm = false;
    this.flying = this.stuck = null;
    this.balks = 0;
    this.cancel("alarm", "rest", "poll");
    this.timer("beat", TIMES.beat);
    this.state("on");
    this.push();
  }

  closed({ socket, code }) {
    if (socket !== this.socket || !this.live) return;
    const stood = this.open && this.brought;
    this.vain = this.open && !stood;
    if (stood) this.failed = 0;
    const said = this.open && this.flying;
    this.hangUp();
    if (said && MALFORMED.includes(code)) this.blame(said);
    if (FINAL.includes(code)) return this.end(code);
    // A restart that was announced is no failure, and nothing to alarm anybody with for a while.
    if (RESTARTS.includes(code) && !this.calm) {
      this.calm = true;
      this.timer("alarm", TIMES.restart);
    }
    if (this.calm) return this.timer("again", this.random() * 3000);
    if (!stood && code !== AWAY) this.failed += 1;
    const pause = this.random() * Math.min(TIMES.longest, 1000 * 2 ** this.tries);
    this.tries += 1;
    if (["on", "start"].includes(this.line)) this.timer("alarm", TIMES.alarm);
    if (this.failed < FAILURES || !this.online) return this.timer("again", code === 4429 ? TIMES.longest / 2 + pause : pause);
    this.timer("again", TIMES.socket * (0.9 + 0.2 * this.random()));
    if (!this.polling) this.poll();
  }

  // The only act under way. It may be another frame's fault once; twice in a row it is refused, and what follows goes.
  blame(id) {
    const again = this.blamed === id;
    this.blamed = again ? null : id;
    if (again) this.untaken(id);
  }

  hangUp() {
    if (this.live) this.do("close", { socket: this.socket });
    this.live = this.open = false;
    this.flying = null;
    this.cancel("beat", "patience");
  }

  end(code) {
    this.hangUp();
    this.cancel("again", "alarm", "rest", "poll", "leader");
    this.state(code);
    this.polling = false;
    this.dead = true;
  }

  offline() {
    this.online = false;
    if (!this.leads) return;
    this.closed({ socket: this.socket, code: 1006 });
    this.state("off");
  }

  // The browser says that the line is back: what began to open before that is not waited for.
  back() {
    this.online = true;
    this.failed = 0;
    if (this.live && !this.open) this.hangUp();
    this.hurry();
  }

  hurry() {
    this.failed = Math.min(this.failed, FAILURES - 1);
    if (this.open) this.ask({ type: "ping", t: 0 });
    else this.connect();
    if (this.polling && this.line === "off") this.poll();
  }

  rang({ name }) {
    if (name === "again") this.connect();
    if (name === "patience") this.closed({ socket: this.socket, code: 1006 });
    if (name === "beat") this.beat();
    if (name === "rest") this.rested();
    if (name === "poll" && this.polling) this.poll(this.line === "poll" ? 25 : 0);
    if (name === "leader" && !this.leads) this.do("steal");
    if (name !== "alarm" || this.open) return;
    this.calm = false;
    if (this.line !== "poll") this.state("off");
  }

  // A word now and then where nothing is heard; an act that is never answered goes once more.
  beat() {
    this.tries = 0;
    this.timer("beat", TIMES.beat);
    if (this.flying && this.stuck === this.flying) this.flying = null;
    this.stuck = this.flying;
    this.push();
    this.spared += 1;
    if (this.silent || this.spared > 20) {
      this.spared = 0;
      this.ask({ type: "ping", t: 0 });
    }
    this.silent = true;
  }

  state(line) {
    if (line === this.line) return;
    this.line = line;
    this.do("state", { line });
    if (this.leads) this.report();
  }
}
