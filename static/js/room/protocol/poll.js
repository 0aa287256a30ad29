// Plain requests, as pure state: long polls bring the changes, posts carry the acts.

export class Poll {
  // `active`: this tab leads and polls until a socket is open. `turn` counts the requests.
  constructor(commands, copy, random) { Object.assign(this, { commands, copy, random, turn: 0, active: false }); }

  // `wait`: the seconds for which the server may hold the answer back until there is a change.
  begin(wait = 0) {
    this.active = true;
    this.commands.cancel("poll");
    this.ask(wait);
  }

  ask(wait) {
    this.turn += 1;
    this.commands.add("poll", { turn: this.turn, since: this.copy.since, wait });
  }

  // Ignores the answer to the last request.
  discard() { this.turn += 1; }

  // Continues after an answer with that page. A server that restarts answers at once, without changes.
  next({ more, messages }) {
    if (more || messages.length) this.begin(more ? 0 : 25);
    else this.commands.timer("poll", 500 + 1000 * this.random());
  }

  // Continues after an answer without a page.
  retry() { this.commands.timer("poll", 2000 + 5000 * this.random()); }

  send(frame) { this.commands.add("post", { act: frame }); }
}

// Returns the changes of an answer; null when the answer is not whole.
export function pageOf({ status, frame }) {
  return status === 200 && Number.isInteger(frame?.rev) && Array.isArray(frame.messages) ? frame : null;
}
