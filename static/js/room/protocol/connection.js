// The connection of the tab that leads, as pure state. It has a socket, or long polls if no socket stays open.
import { Backoff } from "./backoff.js";
import { Poll } from "./poll.js";
import { Socket } from "./socket.js";
import { TIMES } from "./times.js";

const FINAL = [4401, 4403, 4404, 4409];
const RESTARTS = [1001, 1012];
const MALFORMED = [4400, 1002, 1007, 1009]; // the server, or a proxy before it, could not read what the client sent
const AWAY = 1013; // the server answers but its database does not, so plain requests would fail too
const CROWDED = 4429;
const REFUSED = [401, 403, 404];

export class Connection {
  // `state`: "start", "on", "poll", "off", or the close code with which it ended. `calm`: the server restarts, so the
  // reader is not alarmed. `fruitless`: the last socket opened and brought nothing. `on`: the owner's callbacks:
  // `ready` (acts can leave), `opened`, `interrupted` (the act under way is lost), `beat`.
  constructor({ commands, copy, leadership, random, on }) {
    Object.assign(this, { commands, copy, leadership, on, state: "start", online: true });
    Object.assign(this, { calm: false, ended: false, fruitless: false });
    this.socket = new Socket(commands, copy);
    this.poll = new Poll(commands, copy, random);
    this.backoff = new Backoff(random);
  }

  // The socket or poll that can carry an act now; null for none.
  get transport() {
    if (!this.leadership.leads || this.ended) return null;
    if (this.socket.open) return this.socket;
    return this.state === "poll" ? this.poll : null;
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.commands.add("state", { state });
    if (this.leadership.leads) this.leadership.report(state, this.copy);
  }

  connect() {
    if (!this.leadership.leads || this.socket.live) return;
    this.commands.cancel("again");
    this.socket.connect();
  }

  welcomed() {
    this.socket.asked = false;
    if (this.socket.open) return;
    this.poll.active = this.calm = false;
    this.commands.cancel("alarm", "poll");
    this.on.opened();
    this.socket.welcomed();
    this.become("on");
    this.on.ready();
  }

  closed({ socket: number, code }) {
    const { socket, backoff } = this;
    if (!socket.is(number)) return;
    const stood = socket.open && socket.brought;
    this.fruitless = socket.open && !stood;
    if (stood) backoff.failures = 0;
    this.close(socket.open && MALFORMED.includes(code));
    if (FINAL.includes(code)) this.end(code);
    else if (this.calm || RESTARTS.includes(code)) this.awaitRestart();
    else this.retry(code, stood);
  }

  // An announced restart is no failure, and the reader is not alarmed for a while.
  awaitRestart() {
    if (!this.calm) this.commands.timer("alarm", TIMES.restart);
    this.calm = true;
    this.commands.timer("again", this.backoff.afterRestart());
  }

  retry(code, stood) {
    const { backoff, commands } = this;
    if (!stood && code !== AWAY) backoff.failures += 1;
    const pause = backoff.pause() + (code === CROWDED ? TIMES.longest / 2 : 0);
    if (["on", "start"].includes(this.state)) commands.timer("alarm", TIMES.alarm);
    if (!backoff.isHopeless || !this.online) return commands.timer("again", pause);
    commands.timer("again", backoff.whilePolling());
    if (!this.poll.active) this.poll.begin();
  }

  // `malformed`: the server closed because of a frame that it could not read.
  close(malformed = false) {
    this.socket.close();
    this.on.interrupted(malformed);
  }

  end(code) {
    this.close();
    this.commands.cancel("again", "alarm", "rest", "poll", "leader");
    this.become(code);
    this.poll.active = false;
    this.ended = true;
  }

  // Closes the connection, because another tab leads now.
  handOver() {
    this.close();
    this.commands.cancel("again", "alarm", "poll");
    this.poll.active = this.calm = false;
  }

  // The browser's events of the network -----------------------------------------------------------
  offline() {
    this.online = false;
    if (!this.leadership.leads) return;
    this.timedOut();
    this.become("off");
  }

  // Drops a socket that began to open before the network was back.
  backOnline() {
    this.online = true;
    this.backoff.failures = 0;
    if (this.socket.live && !this.socket.open) this.close();
  }

  hurry() {
    this.backoff.hope();
    if (this.socket.open) this.socket.ping();
    else this.connect();
    if (this.poll.active && this.state === "off") this.poll.begin();
  }

  // Timers ----------------------------------------------------------------------------------------
  timedOut() { this.closed({ socket: this.socket.number, code: 1006 }); }

  pollAgain() {
    if (this.poll.active) this.poll.begin(this.state === "poll" ? 25 : 0);
  }

  // Pings a silent socket, so that a dead one is found.
  beat() {
    this.backoff.tries = 0;
    this.commands.timer("beat", TIMES.beat);
    this.on.beat();
    this.socket.beat();
  }

  alarm() {
    if (this.socket.open) return;
    this.calm = false;
    if (this.state !== "poll") this.become("off");
  }

  // Long polls ------------------------------------------------------------------------------------
  // Takes the answer to a long poll. `page`: its changes, if the answer is whole.
  polled({ status, frame }, page) {
    if (!this.poll.active) return;
    if (REFUSED.includes(status) && frame?.code) return this.end(4000 + status);
    if (page) return this.pollOn(page);
    if (!status || status === 200) this.become("off");
    this.poll.retry();
  }

  pollOn(page) {
    if (page.closed && !page.more) return this.end(4409);
    const isFirst = this.state !== "poll";
    this.become("poll");
    this.on.ready();
    this.poll.next(page);
    // If nothing at all passed before, the failures say nothing against sockets, so one is tried again.
    if (isFirst && !this.fruitless) this.connect();
  }
}
