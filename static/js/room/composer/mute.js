// A mute for a time. The field opens by itself at its end, by the server's clock, because phones' clocks are often
// wrong.

const LONGEST_TIMER = 2 ** 31 - 1; // a longer timeout fires at once

// `tell` is called with whether one is muted now.
export class Mute {
  constructor(tell) { Object.assign(this, { tell, until: 0, ahead: 0 }); }

  // The newest frame counts. `now`: the server's clock, if the frame has it, when this phone's clock showed `at`.
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
