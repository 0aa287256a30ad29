// What a person does in a room, on this device's disk until the server has it. Each person and room has a place of its own, so
// that who signs in next on the same phone neither sees nor sends it.

const BETWEEN = 1e-6; // so that what the disk takes next comes after what it did not take

const within = (ms, promise) => Promise.race([promise, new Promise((_done, failed) => setTimeout(failed, ms))]);
const answer = (asked) => new Promise((done, failed) => {
  asked.onsuccess = () => done(asked.result);
  asked.onerror = asked.onblocked = failed;
});

function openDatabase() {
  const asked = indexedDB.open("kapok-outbox", 2);
  asked.onupgradeneeded = () => {
    const database = asked.result;
    if (database.objectStoreNames.contains("acts")) database.deleteObjectStore("acts");
    const acts = database.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
    acts.createIndex("place", "place");
    acts.createIndex("id", "id");
  };
  return within(3000, answer(asked));
}

export class Outbox {
  constructor(place) { Object.assign(this, { place, database: null, none: false, last: 0 }); }

  // Where nothing opens, as in a private window without storage, memory has to do.
  async begin() { await this.open().catch(() => { this.none = true; }); }

  async open() {
    const database = await openDatabase();
    database.onclose = () => this.lose();
    database.onversionchange = () => { database.close(); this.lose(); };
    this.database = database;
  }

  lose() { this.database = null; }

  // Resolves when it is on the disk.
  async once(mode, work) {
    if (!this.database) await this.open();
    return new Promise((done, failed) => {
      const transaction = this.database.transaction("acts", mode, { durability: "strict" });
      const asked = work(transaction.objectStore("acts"));
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = failed;
    });
  }

  // A connection may be gone without a word, as after a phone has slept: then once more, by a new one.
  async ask(mode, work) {
    if (this.none) throw new Error("no disk");
    const asked = this.once(mode, work).catch(() => { this.lose(); return this.once(mode, work); });
    return within(5000, asked).catch((fault) => { this.lose(); throw fault; });
  }

  // Each record of that act. Without an id the cursor would stand at the first of all, whosoever it is.
  each(id, then) {
    if (id) this.ask("readwrite", (acts) => {
      const asked = acts.index("id").openCursor(id);
      asked.onsuccess = () => {
        if (!asked.result) return;
        then(asked.result);
        asked.result.continue();
      };
      return asked;
    }).catch(() => {});
  }

  // In the order in which they were done, in whichever tab.
  async all() {
    const acts = await this.ask("readonly", (kept) => kept.index("place").getAll(this.place)).catch(() => []);
    for (const { n } of acts) this.last = Math.max(this.last, n);
    return acts;
  }

  // The act with its place `n` among all; `loose` where the disk does not take it.
  async keep(act) {
    const kept = { ...act, place: this.place, at: Date.now() };
    try {
      this.last = await this.ask("readwrite", (acts) => acts.add(kept));
      return { ...kept, n: this.last };
    } catch {
      this.last += BETWEEN;
      return { ...kept, n: this.last, loose: true };
    }
  }

  change(act) { this.each(act.id, (cursor) => cursor.update({ ...act, n: cursor.primaryKey })); }

  drop(id) { this.each(id, (cursor) => cursor.delete()); }
}
