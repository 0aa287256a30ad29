// Unsent texts on this device: one for each person, room or form, and tab, so that a tab that sends takes nothing from
// another. A reload finds its tab's draft; a new tab takes over the oldest draft of a closed tab.

export class Drafts {
  constructor(place) {
    this.place = place;
    this.own = this.read(() => sessionStorage.getItem(this.place));
    this.key = this.own?.key ?? this.place + Date.now();
    // The lock keeps other tabs from taking this draft while this tab is open.
    navigator.locks?.request(this.key, () => new Promise(() => {})).catch(() => {});
  }

  read(find) {
    try {
      return JSON.parse(find());
    } catch {
      return null;
    }
  }

  // `take` returns whether it has taken the draft. In a browser without locks the draft may belong to an open tab: a
  // text that appears twice is better than a lost one.
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
    } catch { /* a private window: the text stays in the field */ }
  }
}
