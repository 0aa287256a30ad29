// The stage clock of an exchange, computed from the last act on it as on the server; it asks for nothing while it runs.

// Returns the state of the server's clock at a later moment (milliseconds since 1970) if nobody acts until then.
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
  // `said`: the clock as the server sent it last. `ahead`: milliseconds by which the server's clock is ahead of this
  // one.
  constructor(said) { Object.assign(this, { said, ahead: 0 }); }

  // The server's newest clock counts. `heardAt`: when this device received it, if that is known.
  take(said, heardAt) {
    if (heardAt) this.ahead = Date.parse(said.now) - heardAt;
    if (said.acts >= this.said.acts) this.said = said;
  }

  forget() { this.said = { ...this.said, acts: 0 }; }

  get stands() { return later(this.said, Date.now() + this.ahead); }
}
