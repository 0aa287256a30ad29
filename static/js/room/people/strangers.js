// People whom the welcome did not name, because they came later: the client asks the server once more. If no socket is
// open, or they have left the course since, the server's page names the author of a message.
import { readPage } from "../device/requests.js";

const ANSWER_WITHIN = 3000;

export class Strangers {
  constructor(talk, zone) { Object.assign(this, { talk, zone, asked: new Set() }); }

  // Learns the person's name, with the help of a message of theirs if there is one.
  async meet(client, who, message) {
    const { talk, asked } = this;
    if (talk.members.has(who) || asked.has(who)) return;
    asked.add(who);
    if (client && client.state !== "poll") { // null: the client is just starting
      client.stranger();
      await new Promise((done) => { setTimeout(done, ANSWER_WITHIN); });
      if (talk.members.has(who)) return;
    }
    const page = message && await readPage(`?before=${message.seq + 1}`).catch(() => null);
    const row = page?.querySelector(`[data-message="${message.id}"]`);
    if (!row) return void asked.delete(who);
    const shore = ["west", "east"].find((name) => row.classList.contains(name));
    talk.learn([{ id: who, name: row.querySelector(".who").textContent, shore, time_zone: this.zone }]);
  }
}
