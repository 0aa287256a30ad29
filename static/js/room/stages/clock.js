// The stage clock of an exchange. It is computed from the last act on it, as the server does; nothing is asked while
// it runs.

// Returns the state of a clock, as the server said it, at a later moment (milliseconds) if nobody acts until then.
export function later(clock, now) {
  if (!clock.ends_at) {
    return { number: clock.number, left: clock.left * 1000, ends: null, over: Boolean(clock.over_at) };
  }
  let { number } = clock;
  let ends = Date.parse(clock.ends_at);
  while (now >= ends && number < clock.of) {
    ends += clock.minutes[number] * 60000;
    number += 1;
  }
  return now >= ends ? { number, left: 0, ends: null, over: true } : { number, left: ends - now, ends, over: false };
}

export class StageClock {
  // `said`: the clock as the server said it last. `ahead`: how far the server's clock is ahead of this device's.
  constructor(said) { Object.assign(this, { said, ahead: 0 }); }

  // What the server says last counts. `heardAt`: when this device heard it, where that is known.
  take(said, heardAt) {
    if (heardAt) this.ahead = Date.parse(said.now) - heardAt;
    if (said.acts >= this.said.acts) this.said = said;
  }

  forget() { this.said = { ...this.said, acts: 0 }; }

  get stands() { return later(this.said, Date.now() + this.ahead); }
}
