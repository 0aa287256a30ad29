// My own message may arrive before the ack that says which waiting act it is. It is held until then, so that the page
// does not show it twice.

export class Held {
  constructor({ commands, queue, me }) { Object.assign(this, { commands, queue, me, messages: [] }); }

  clear() { this.messages = []; }

  show(messages) { this.release(undefined, messages); }

  // Shows the messages that need not be held any more; `known` is the message that an ack has just named.
  release(known, messages = []) {
    const all = [...this.messages, ...messages];
    const waits = this.queue.makes;
    const holds = ({ author, id }) => waits && author === this.me && id !== known;
    this.messages = all.filter(holds);
    const now = all.filter((message) => !holds(message));
    if (now.length) this.commands.add("show", { messages: now });
  }
}
