// Plain requests, where no socket stays open, as pure state: long polls bring what changed, posts carry the acts.
import { Queue } from "./queue.js";

const BUSY = [408, 425, 429];
const BALKS = 8;
const FIRST_REST = 3000;
const LONGEST_REST = 30000;

// Whoever extends it says who `leads`, what `state`, `connect`, `end`, `hear` and `setBack` mean, and what a tab that does not
// lead does once it has `fetched`.
export class Polls extends Queue {
  constructor() {
    super();
    Object.assign(this, { turn: 0, balks: 0, polling: false });
  }

  // Long polls, one after the other, until a socket stands.
  poll(wait = 0) {
    this.polling = true;
    this.cancel("poll");
    this.get(wait);
  }

  get(wait) {
    this.turn += 1;
    this.do("poll", { turn: this.turn, since: this.since, wait });
  }

  // An answer that comes after the next question does not count: that one asks for the same again.
  polled({ turn, since, status, frame }) {
    if (turn !== this.turn) return;
    const came = status === 200 && Number.isInteger(frame?.rev) && Array.isArray(frame.messages);
    const back = came && frame.rev < since && (this.polling || !this.leads); // else the socket's welcome tells
    if (back) this.setBack();
    else if (came) this.hear({ ...frame, type: "changes" }, since);
    if (!this.leads) return this.fetched(back || (came && frame.more));
    if (!this.polling) return;
    if ([401, 403, 404].includes(status) && frame?.code) return this.end(4000 + status);
    if (came) return this.goOn(frame);
    if (!status || status === 200) this.state("off");
    this.timer("poll", 2000 + 5000 * this.random());
  }

  goOn({ more, messages, closed }) {
    if (closed && !more) return this.end(4409);
    const news = this.line !== "poll";
    this.state("poll");
    this.push();
    // A server that ends answers at once, and empty.
    if (more || messages.length) this.poll(more ? 0 : 25);
    else this.timer("poll", 500 + 1000 * this.random());
    // That sockets failed while nothing at all passed says nothing against them.
    if (news && !this.vain) this.connect();
  }

  // A plain request's answer to an act: `frame` is its ack or {code, detail}; status 0 where the line failed.
  answered({ id, status, frame }) {
    if (!this.leads || !this.find(id)) return;
    if (frame?.code === "signed_out" || frame?.token === false) return this.end(4401);
    const done = status === 200 && frame?.id === id;
    if (done || frame?.code) {
      this.balks = 0;
      return this.hear(done ? { ...frame, type: "ack" } : { ...frame, id, type: "nack" });
    }
    if (status >= 500) this.balks += 1;
    if (this.balks >= BALKS || (status >= 400 && status < 500 && !BUSY.includes(status))) return this.untaken(id);
    if (this.flying === id) this.flying = null;
    this.rest(Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.max(0, this.balks - 1)));
  }

  // Refused without a word that can be read: this act must not hold up for ever what follows it.
  untaken(id) {
    this.balks = 0;
    this.hear({ type: "nack", id, code: "untaken" });
  }
}
