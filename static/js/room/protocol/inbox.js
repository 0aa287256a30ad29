// Takes the server's frames into this tab's copy of the room, and passes them on to the other tabs.
import { MAKING } from "./queue.js";

export class Inbox {
  // `me`: the reader's membership.
  constructor({ me, commands, copy, leadership, connection, queue, held, catchUp }) {
    Object.assign(this, { me, commands, copy, leadership, connection, queue, held, catchUp });
  }

  // Takes a frame from this tab's own socket.
  heard(frame) {
    if (frame.type === "welcome") this.welcomed(frame);
    else if (frame.type !== "changes") this.pass(frame);
    else if (!this.connection.socket.asked) this.changed(frame);
  }

  welcomed(frame) {
    const { copy, connection } = this;
    const { socket } = connection;
    if (frame.me.id !== this.me) return connection.end(4401); // somebody else has signed in on this phone
    if (frame.rev < socket.said) this.setBack();
    if (copy.since < socket.said) return socket.hello();
    copy.whole = frame.rev;
    const { members, facilitators } = copy.welcome ?? {};
    this.pass({ members, facilitators, ...frame }); // a hello with the cast's mark gets no cards again
    connection.welcomed();
  }

  changed(frame) {
    const { after, rev, more } = frame;
    if (this.copy.misses(frame)) return this.connection.socket.hello();
    if (more) this.copy.whole = Math.max(this.copy.whole, rev + 1);
    this.pass(frame, after ?? this.copy.since);
  }

  // Takes the answer to a plain request of this tab.
  polled(event, page) {
    const { poll } = this.connection;
    const { leads } = this.leadership;
    const isSetBack = page?.rev < event.since && (poll.active || !leads); // else the socket's welcome tells
    if (isSetBack) this.setBack();
    else if (page) this.pass({ ...page, type: "changes" }, event.since);
    if (leads) this.connection.polled(event, page);
    else this.catchUp.fetched(isSetBack || page?.more);
  }

  // Takes the frame, and tells the other tabs. Changes hold all revisions after `from`.
  pass(frame, from) {
    if (frame.type === "changes" && from > this.copy.since) return this.catchUp.fetch(frame.rev);
    if (frame.type === "pong") return;
    if (this.leadership.leads) this.leadership.tell({ what: "frame", frame, from });
    this.take(frame);
  }

  take(frame) {
    if (frame.type === "changes") {
      this.copy.advance(frame.rev);
      this.held.show(frame.messages);
    } else if (frame.type === "ack") this.ack(frame);
    else if (frame.type === "nack" && this.queue.find(frame.id)) this.nack(frame);
    else if (frame.type === "nack") this.refuseNothing(frame);
    else {
      this.copy.renew(frame);
      this.commands.add("frame", { frame });
    }
  }

  ack(frame) {
    const act = this.queue.ack(frame);
    this.held.release(MAKING.includes(act?.type) && frame.message);
    this.queue.push();
  }

  nack(frame) {
    if (!this.queue.nack(frame)) return;
    this.held.release();
    this.queue.push();
  }

  // The refusal names no act that waits, so the page only shows its words.
  refuseNothing(frame) {
    this.queue.landed(frame.id);
    this.commands.add("frame", { frame });
  }

  // The server was set back to an older copy of its data, so messages on the page may not exist any more. Acts that
  // wait go on waiting.
  setBack() {
    if (this.leadership.leads) this.leadership.tell({ what: "set back" });
    this.connection.poll.discard();
    this.copy.reset();
    this.held.clear();
    this.catchUp.reset();
    this.commands.add("empty");
  }
}
