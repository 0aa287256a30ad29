// Muted for a time: the field opens by itself once it is over, by the server's clock, because clocks of phones are
// often wrong.

const LONGEST_TIMER = 2 ** 31 - 1; // what is set for later rings at once

// `tell`: called with whether one is muted now.
export class Mute {
  constructor(tell) { Object.assign(this, { tell, until: 0, ahead: 0 }); }

  // The server's last word counts. `now` is the server's clock, where the frame says it, at the moment when this
  // phone's clock said `at`.
  take({ muted_until: until }, now, at) {
    if (now) this.ahead = Date.parse(now) - at;
    this.until = until ? Date.parse(until) : 0;
    this.check();
  }

  check() {
    const left = this.until - this.ahead - Date.now();
    clearTimeout(this.timer);
    if (left > 0) this.timer = setTimeout(() => this.check(), Math.min(left, LONGEST_TIMER));
    this.tell(left > 0);
  }
}
