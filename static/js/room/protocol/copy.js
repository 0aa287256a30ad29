// This tab's copy of the room: the revision that it has reached, and the last welcome.

export class Copy {
  // `whole`: the revision up to which the server has announced changes.
  constructor(since) { Object.assign(this, { since, whole: since, welcome: null }); }

  // True while pages of a catch-up are still to come.
  get behind() { return this.since < this.whole; }

  // The mark of the people of the room; the server does not send them again to a client that has it.
  get cast() { return this.welcome?.cast; }

  reset() { this.since = this.whole = 0; }

  advance(rev) { this.since = Math.max(this.since, rev); }

  // `after` is the revision that a frame follows. If a frame does not name it and begins past the next revision, a
  // change may be missing, unless the frame belongs to the catch-up after a welcome.
  misses({ after, messages }) {
    if (after !== undefined) return after > this.since;
    return messages[0]?.rev > this.since + 1 && !this.behind;
  }

  renew(frame) { this.welcome = renewed(this.welcome, frame); }
}

// Returns the welcome as the server would send it now, because a tab that asks the leader must not get the state at the
// time when the socket opened.
function renewed(welcome, frame) {
  const { type, me, present, seconds: slow, who, on } = frame;
  if (type === "welcome") return frame;
  if (!welcome) return null;
  const room = (what) => ({ ...welcome, room: { ...welcome.room, ...what } });
  if (type === "me") return { ...welcome, me };
  if (type === "presence") return { ...welcome, present };
  if (type === "slow") return room({ slow });
  if (type === "speakers") return room({ speakers: who });
  if (type !== "paused") return welcome;
  const others = (welcome.room?.paused ?? []).filter((one) => one !== who);
  return room({ paused: on ? [...others, who] : others });
}
