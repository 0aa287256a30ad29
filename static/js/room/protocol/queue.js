// The acts that wait for their ack, as pure state. They go one at a time, in the order in which the person did them.
import { verdictOf } from "./verdict.js";

export const MAKING = ["send", "write"];
const MOST_FAILURES = 8;
const FIRST_REST = 3000;
const LONGEST_REST = 30000;

// The part of a stored act that the server gets.
const frameOf = ({ n, at, place, loose, refused, ...act }) => act;

export class Queue {
  // `done`: the acts that were answered. `flying`: the act under way. `stuck`: the act under way at the last heartbeat.
  // `resting`: the server asked for a pause. `failures`: faults of the server in a row. `blamed`: the act that was
  // under way when the server last could not read a frame.
  constructor({ commands, connection, random }) {
    Object.assign(this, { commands, connection, random, acts: [], done: new Set(), flying: null, stuck: null });
    Object.assign(this, { resting: false, failures: 0, blamed: null });
  }

  find(id) { return this.acts.find((act) => act.id === id); }

  // Whether an act waits that makes a message of the room.
  get makes() { return this.acts.some(({ type, refused }) => MAKING.includes(type) && !refused); }

  add(act) {
    if (this.find(act.id) || this.done.has(act.id)) return false;
    this.acts.push(act);
    this.acts.sort((a, b) => a.n - b.n);
    this.commands.add("wait", { act });
    return true;
  }

  remove(id) {
    const act = this.find(id);
    this.acts = this.acts.filter((one) => one !== act);
    this.done.add(id);
    this.commands.add("drop", { id });
    return act;
  }

  // Sends the oldest act that is not refused, unless one is under way, so that no act overtakes another.
  push() {
    const act = this.acts.find(({ refused }) => !refused);
    const { transport } = this.connection;
    if (!act || !transport || this.flying || this.resting) return;
    this.flying = act.id;
    transport.send(frameOf(act));
  }

  // Answers ---------------------------------------------------------------------------------------
  landed(id) {
    if (this.flying === id) this.flying = null;
  }

  // Returns the act if this tab still waited for the ack.
  ack({ id, message, seq, rev }) {
    this.landed(id);
    const act = this.remove(id);
    if (act) this.commands.add("acked", { act, message, seq, rev });
    return act;
  }

  // Returns whether the act was refused for good. A text then stays, with the reason, until its author decides.
  nack({ id, code, detail, retry_after: after }) {
    const act = this.find(id);
    this.landed(id);
    if (code === "rate") {
      this.rest((after || 2) * 1000);
      return false;
    }
    const reason = detail || true; // the page has words for a refusal without a detail
    if ([...MAKING, "edit"].includes(act.type)) {
      act.refused = reason;
      this.commands.add("save", { act });
    } else this.remove(id);
    this.commands.add("refused", { act: { ...act, refused: reason } });
    return true;
  }

  // Returns the answer to a post as an ack or nack; nothing when the act has to be sent again.
  answered(event) {
    const { id } = event;
    const { verdict, frame } = verdictOf(event);
    if (verdict === "signed out") return void this.connection.end(4401);
    if (verdict === "answered") {
      this.failures = 0;
      return frame;
    }
    if (verdict === "broken") this.failures += 1;
    if (verdict === "unreadable" || this.failures >= MOST_FAILURES) return this.giveUp(id);
    this.landed(id);
    this.rest(Math.min(LONGEST_REST, FIRST_REST * 2 ** Math.max(0, this.failures - 1)));
  }

  // Returns a refusal without words, because this act must not block the acts behind it for ever.
  giveUp(id) {
    this.failures = 0;
    return { type: "nack", id, code: "untaken" };
  }

  // The connection --------------------------------------------------------------------------------
  stop() {
    this.commands.cancel("rest");
    this.flying = null;
    this.resting = false;
  }

  restart() {
    this.stop();
    this.stuck = null;
    this.failures = 0;
  }

  // The connection has closed. `malformed`: because the server could not read a frame, perhaps that of the act under
  // way. The second time in a row this act is refused, so that the acts behind it can go; returns that refusal.
  interrupt(malformed) {
    const id = this.flying;
    this.flying = null;
    if (!malformed || !id) return null;
    const again = this.blamed === id;
    this.blamed = again ? null : id;
    return again ? this.giveUp(id) : null;
  }

  // Sends an act once more when it got no answer between two heartbeats.
  beat() {
    if (this.flying && this.stuck === this.flying) this.flying = null;
    this.stuck = this.flying;
    this.push();
  }

  rest(ms) {
    this.resting = true;
    this.commands.timer("rest", ms + 500 * this.random());
  }

  rested() {
    this.resting = false;
    this.push();
  }

  // The author's decisions ------------------------------------------------------------------------
  drop(id) {
    const act = this.remove(id);
    if (act) this.commands.add("dropped", { act });
  }

  // Sends a refused act again, with the same id.
  retry(id) {
    const act = this.find(id);
    if (!act?.refused) return;
    delete act.refused;
    this.commands.add("save", { act });
    this.commands.add("wait", { act });
    this.push();
  }
}
