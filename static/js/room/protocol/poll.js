// Plain requests, as pure state: long polls bring what changed, posts carry the acts.

export class Poll {
  // `active`: this tab leads and polls until a socket stands. `turn` counts the questions.
  constructor(commands, copy, random) { Object.assign(this, { commands, copy, random, turn: 0, active: false }); }

  // `wait`: for how many seconds the server may hold the answer back until there is something.
  begin(wait = 0) {
    this.active = true;
    this.commands.cancel("poll");
    this.ask(wait);
  }

  ask(wait) {
    this.turn += 1;
    this.commands.add("poll", { turn: this.turn, since: this.copy.since, wait });
  }

  // The answer to what was asked before counts no more.
  discard() { this.turn += 1; }

  // After an answer with that page. A server that restarts answers at once, and with nothing.
  next({ more, messages }) {
    if (more || messages.length) this.begin(more ? 0 : 25);
    else this.commands.timer("poll", 500 + 1000 * this.random());
  }

  // After an answer that brought nothing.
  retry() { this.commands.timer("poll", 2000 + 5000 * this.random()); }

  send(frame) { this.commands.add("post", { act: frame }); }
}

// The changes that an answer brings; null where it did not come whole.
export function pageOf({ status, frame }) {
  return status === 200 && Number.isInteger(frame?.rev) && Array.isArray(frame.messages) ? frame : null;
}
