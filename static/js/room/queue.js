// The acts that wait for their ack, as pure state: one goes at a time, in the order in which the person did them.

// What goes to the server of an act that the outbox keeps.
export function frameOf({ n, at, place, loose, refused, ...act }) { return act; }

// Whoever extends it sends: `door()` is "socket", "post" or nothing.
export class Queue {
  constructor() {
    Object.assign(this, { out: [], acts: [], held: [], done: new Set(), flying: null, resting: false });
  }

  do(name, what) { this.out.push({ do: name, ...what }); }
  timer(name, ms) { this.do("timer", { name, ms }); }
  cancel(...names) { for (const name of names) this.do("cancel", { name }); }

  find(id) { return this.acts.find((act) => act.id === id); }

  add(act) {
    if (this.find(act.id) || this.done.has(act.id)) return false;
    this.acts.push(act);
    this.acts.sort((a, b) => a.n - b.n);
    this.do("wait", { act });
    return true;
  }

  remove(id) {
    const act = this.find(id);
    this.acts = this.acts.filter((one) => one !== act);
    this.done.add(id);
    this.do("drop", { id });
    return act;
  }

  // The oldest act that is not refused, if nothing is under way: so none overtakes another, whatever is refused or lost.
  push() {
    const act = this.acts.find(({ refused }) => !refused);
    const door = this.door();
    if (!act || !door || this.flying || this.resting) return;
    this.flying = act.id;
    if (door === "socket") this.ask(frameOf(act));
    else this.do("post", { act: frameOf(act) });
  }

  rest(ms) {
    this.resting = true;
    this.timer("rest", ms + 500 * this.random());
  }

  rested() {
    this.resting = false;
    this.push();
  }

  ack({ id, message, seq, rev }) {
    if (this.flying === id) this.flying = null;
    const act = this.remove(id);
    if (act) this.do("acked", { act, message, seq, rev });
    this.show(this.held, act?.type === "send" && message);
    this.push();
  }

  nack(frame) {
    const act = this.find(frame.id);
    if (this.flying === frame.id) this.flying = null;
    if (!act) return this.do("frame", { frame });
    if (frame.code === "rate") return this.rest((frame.retry_after || 2) * 1000);
    const reason = frame.detail || true; // the page has words for a refusal without any
    if (["send", "edit"].includes(act.type)) {
      act.refused = reason;
      this.do("keep", { act });
    } else this.remove(act.id);
    this.do("refused", { act: { ...act, refused: reason } });
    this.show(this.held);
    this.push();
  }

  // My own message may come before its ack says which of those that wait it is: until then it is held, not shown twice.
  show(messages, known) {
    const waits = this.acts.some(({ type, refused }) => type === "send" && !refused);
    const holds = ({ author, id }) => waits && author === this.me && id !== known;
    this.held = messages.filter(holds);
    const now = messages.filter((message) => !holds(message));
    if (now.length) this.do("show", { messages: now });
  }

  forget(id) {
    const act = this.remove(id);
    if (act) this.do("dropped", { act });
    this.show(this.held);
  }

  // A refused act is tried again, with the same id.
  revive(id) {
    const act = this.find(id);
    if (!act?.refused) return;
    delete act.refused;
    this.do("keep", { act });
    this.do("wait", { act });
    this.push();
  }
}
