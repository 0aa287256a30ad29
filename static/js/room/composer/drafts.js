// What is typed and not sent, on this device: each person's own for each room, and each tab's own, so that what one
// tab sends takes nothing from another. A reload finds what its tab held; a new tab takes over what closed ones left,
// the oldest first.

export class Drafts {
  constructor(me, room) {
    this.place = `kapok-room-draft-${me}-${room}-`;
    this.own = this.read(() => sessionStorage.getItem(this.place));
    this.key = this.own?.key ?? this.place + Date.now();
    // While this tab lives, no other takes its draft.
    navigator.locks?.request(this.key, () => new Promise(() => {})).catch(() => {});
  }

  read(find) {
    try {
      return JSON.parse(find());
    } catch {
      return null;
    }
  }

  // `take` tells whether it has taken the draft. Where a browser has no locks, the draft may belong to a tab that is
  // open: rather twice than lost.
  async offerLeft(take) {
    if (this.own) return;
    const held = (await navigator.locks?.query().catch(() => null))?.held.map(({ name }) => name) ?? [];
    const left = this.read(() => JSON.stringify(Object.keys(localStorage))) ?? [];
    const [key] = left.filter((name) => name.startsWith(this.place) && !held.includes(name)).sort();
    const draft = key && this.read(() => localStorage.getItem(key));
    if (draft && take(draft)) localStorage.removeItem(key);
  }

  save(draft) {
    try {
      sessionStorage.setItem(this.place, JSON.stringify({ key: this.key, draft }));
      if (draft) localStorage.setItem(this.key, JSON.stringify(draft));
      else localStorage.removeItem(this.key);
    } catch { /* a private window: it stays in the field */ }
  }
}
