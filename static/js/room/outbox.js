// What a person does in a room, on this device's disk until the server has it. Each person and room has a place of its own, so
// that who signs in next on the same phone neither sees nor sends it.

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

export async function openOutbox(place) {
  let database;
  try {
    database = await openDatabase();
    database.onversionchange = () => database.close();
  } catch { /* a private window without storage: memory has to do */ }

  // Resolves when it is on the disk.
  const write = (work) => within(5000, new Promise((done, failed) => {
    const transaction = database.transaction("acts", "readwrite", { durability: "strict" });
    const asked = work(transaction.objectStore("acts"));
    transaction.oncomplete = () => done(asked?.result);
    transaction.onabort = failed;
  }));
  const found = (acts, id, then) => {
    const asked = acts.index("id").openCursor(id);
    asked.onsuccess = () => asked.result && then(asked.result);
  };

  return {
    // In the order in which they were done, in whichever tab.
    async all() {
      try {
        return await within(3000, answer(database.transaction("acts").objectStore("acts").index("place").getAll(place)));
      } catch {
        return [];
      }
    },
    // The act with its place `n` among all; `loose` where the disk does not take it.
    async keep(act) {
      const kept = { ...act, place, at: Date.now() };
      try {
        return { ...kept, n: await write((acts) => acts.add(kept)) };
      } catch {
        return { ...kept, n: kept.at, loose: true };
      }
    },
    change(act) {
      if (database) write((acts) => found(acts, act.id, (cursor) => cursor.update({ ...act }))).catch(() => {});
    },
    drop(id) {
      if (database) write((acts) => found(acts, id, (cursor) => cursor.delete())).catch(() => {});
    },
  };
}
