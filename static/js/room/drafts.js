// What is typed and not sent, on this device: each person's own for each room, and each tab's own, so that what one tab sends
// takes nothing from another. A reload finds what its tab held; a new tab takes over what has lain longest.

export class Drafts {
  constructor(me, room) { Object.assign(this, { place: `kapok-draft-${me}-${room}-`, key: null }); }

  // It may be of a tab that is still open: rather twice than lost.
  take() {
    try {
      const mine = JSON.parse(sessionStorage.getItem(this.place));
      this.key = mine?.key ?? this.place + Date.now();
      if (mine) return mine.draft;
      const left = Object.keys(localStorage).filter((key) => key.startsWith(this.place)).sort()[0];
      const draft = JSON.parse(localStorage.getItem(left));
      if (left) localStorage.removeItem(left);
      this.keep(draft);
      return draft;
    } catch { return null; }
  }

  keep(draft) {
    try {
      sessionStorage.setItem(this.place, JSON.stringify({ key: this.key, draft }));
      if (draft) localStorage.setItem(this.key, JSON.stringify(draft));
      else localStorage.removeItem(this.key);
    } catch { /* a private window: it stays in the field */ }
  }
}
