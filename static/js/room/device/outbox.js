// What a person does in a room, on this device's disk until the server has it. Each person and room has a place of
// its own, so that whoever signs in next on the same phone neither sees nor sends it.
import { Database } from "./database.js";

const BETWEEN = 1e-6; // so that what the disk takes next comes after what it did not take

export class Outbox {
  constructor(place) { Object.assign(this, { place, database: new Database(), last: 0 }); }

  begin() { return this.database.begin(); }

  // In the order in which they were done, in whichever tab.
  async all() {
    const read = (acts) => acts.index("place").getAll(this.place);
    const acts = await this.database.ask("readonly", read).catch(() => []);
    for (const { n } of acts) this.last = Math.max(this.last, n);
    return acts;
  }

  // The act with its place `n` among all; `loose` where the disk does not take it.
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

  // Each record of that act. Without an id the cursor would stand at the first of all, whosoever it is.
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
