// This device's database, which a browser may close at any moment.

const OPENING = 3000;
const ASKING = 5000;

const within = (ms, promise) => {
  const late = new Promise((_done, failed) => { setTimeout(failed, ms); });
  return Promise.race([promise, late]);
};

const answer = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = request.onblocked = failed;
});

function openDatabase() {
  const request = indexedDB.open("kapok-outbox", 2);
  request.onupgradeneeded = () => {
    const database = request.result;
    if (database.objectStoreNames.contains("acts")) database.deleteObjectStore("acts");
    const acts = database.createObjectStore("acts", { keyPath: "n", autoIncrement: true });
    acts.createIndex("place", "place");
    acts.createIndex("id", "id");
  };
  return within(OPENING, answer(request));
}

export class Database {
  // `none`: the browser has no storage, as in some private windows.
  constructor() { Object.assign(this, { connection: null, none: false }); }

  async begin() {
    await this.open().catch(() => { this.none = true; });
  }

  async open() {
    const connection = await openDatabase();
    connection.onclose = () => this.lose();
    connection.onversionchange = () => {
      connection.close();
      this.lose();
    };
    this.connection = connection;
  }

  lose() { this.connection = null; }

  // Resolves when the work is on the disk. `work` gets the store of acts.
  async once(mode, work) {
    if (!this.connection) await this.open();
    return new Promise((done, failed) => {
      const transaction = this.connection.transaction("acts", mode, { durability: "strict" });
      const request = work(transaction.objectStore("acts"));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = failed;
    });
  }

  // The connection may have died silently, for example while the phone slept, so a failed call is repeated on a new
  // one.
  async ask(mode, work) {
    if (this.none) throw new Error("no disk");
    const asked = this.once(mode, work).catch(() => {
      this.lose();
      return this.once(mode, work);
    });
    return within(ASKING, asked).catch((fault) => {
      this.lose();
      throw fault;
    });
  }
}
