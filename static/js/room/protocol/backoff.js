// The pause before the next socket: longer after each failure, and random, because all clients were cut at once.
import { TIMES } from "./times.js";

const FAILURES = 3;

export class Backoff {
  // `failures`: sockets in a row that brought nothing. `tries`: sockets since the last heartbeat.
  constructor(random) { Object.assign(this, { random, failures: 0, tries: 0 }); }

  // True when sockets fail again and again, so that long polls are better.
  get isHopeless() { return this.failures >= FAILURES; }

  // Allows one more failure before long polls begin, because the network or the reader is back.
  hope() { this.failures = Math.min(this.failures, FAILURES - 1); }

  pause() {
    const pause = this.random() * Math.min(TIMES.longest, 1000 * 2 ** this.tries);
    this.tries += 1;
    return pause;
  }

  afterRestart() { return this.random() * TIMES.comeBack; }

  whilePolling() { return TIMES.socket * (0.9 + 0.2 * this.random()); }
}
