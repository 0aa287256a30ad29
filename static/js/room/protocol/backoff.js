// When the next socket is tried: later after each failure, at a random moment, because all were cut at once.
import { TIMES } from "./times.js";

const FAILURES = 3;

export class Backoff {
  // `failures`: sockets in a row that brought nothing. `tries`: sockets since the last heartbeat.
  constructor(random) { Object.assign(this, { random, failures: 0, tries: 0 }); }

  // Sockets do not come about: long polls are better.
  get isHopeless() { return this.failures >= FAILURES; }

  // The network or the reader is back: one failure more is allowed before long polls begin.
  hope() { this.failures = Math.min(this.failures, FAILURES - 1); }

  pause() {
    const pause = this.random() * Math.min(TIMES.longest, 1000 * 2 ** this.tries);
    this.tries += 1;
    return pause;
  }

  afterRestart() { return this.random() * TIMES.comeBack; }

  whilePolling() { return TIMES.socket * (0.9 + 0.2 * this.random()); }
}
