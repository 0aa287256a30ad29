// Somebody whom the welcome did not name, because they came later: the server is asked once more. Where no socket stands, or
// they have left the course since, the page knows who wrote a message.
import { readPage } from "./doors.js";

const PATIENCE = 3000;

// The answer: meets whoever is not known yet, by a message of theirs where there is one.
export function meeting(talk, zone) {
  const strangers = new Set();

  return async (client, who, message) => {
    if (talk.members.has(who) || strangers.has(who)) return;
    strangers.add(who);
    if (client.line !== "poll") {
      client.stranger();
      await new Promise((done) => setTimeout(done, PATIENCE));
      if (talk.members.has(who)) return;
    }
    const shown = message && await readPage(`?before=${message.seq + 1}`).catch(() => null);
    const row = shown?.querySelector(`[data-message="${message.id}"]`);
    if (!row) return void strangers.delete(who);
    const shore = ["west", "east"].find((name) => row.classList.contains(name));
    talk.learn([{ id: who, name: row.querySelector(".who").textContent, shore, time_zone: zone }]);
  };
}
