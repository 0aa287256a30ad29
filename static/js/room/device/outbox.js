// A person's acts in a room, on this device's disk until the server has them. Each person and room has its own, so
// that the next person who signs in on the same phone neither sees nor sends them.
import { Database } from "./database.js";

const BETWEEN = 1e-6; // so that the next act on the disk sorts after those that the disk refused

export class Outbox {
  constructor(place) { Object.assign(this, { place, database: new Database(), last: 0 }); }

  begin() { return this.database.begin(); }

  // All acts, in the order in which they were done, in any tab.
  async all() {
    const read = (acts) => acts.index("place").getAll(this.place);
    const acts = await this.database.ask("readonly", read).catch(() => []);
    for (const { n } of acts) this.last = Math.max(this.last, n);
    return acts;
  }

  // Returns the act with its place `n` among all; `loose` when the disk refuses it.
  async add(act) {
    const stored = { ...act, place: this.place, at: Date.now() };
    try {
      this.last = await this.database.ask("readwrite", (acts) => acts.add(stored));
      return { ...stored, n: this.last };
    } catch {
      this.last += BETWEEN;
      return { ...stored, n: this.last, loose: true };
    }
  }

  change(act) { this.each(act.id, (cursor) => cursor.update({ ...act, n: cursor.primaryKey })); }

  drop(id) { this.each(id, (cursor) => cursor.delete()); }

  // Visits each record of that act. Without an id the cursor would begin at anybody's first record.
  each(id, then) {
    if (!id) return;
    this.database.ask("readwrite", (acts) => {
      const request = acts.index("id").openCursor(id);
      request.onsuccess = () => {
        if (!request.result) return;
        then(request.result);
        request.result.continue();
      };
      return request;
    }).catch(() => {});
  }
}
