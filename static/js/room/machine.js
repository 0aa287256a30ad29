// The room's client as one pure state machine: events in, commands out. It has no page, network, clock or dice of its own.
//
// Each tab runs one. The tab that leads has the line and sends everybody's acts; the others hear from it what the server says.
import { Line } from "./line.js";
import { renewed } from "./welcome.js";

const LEADER = 3000;

export class Machine extends Line {
  // `me`: the reader's membership; `since`: the revision that the page shows; `random`: gives a number from 0 to 1.
  constructor({ me, since, random }) {
    super(random);
    Object.assign(this, { me, since, whole: since, missed: 0, leads: false, fetching: false });
  }

  take(event) {
    this.out = [];
    if (!this.dead || event.type === "drop") this[event.type](event);
    return this.out;
  }

  // Other tabs ----------------------------------------------------------------------------------------------------------
  tell(word) { this.do("tell", { word }); }

  report() { this.tell({ what: "state", line: this.line, since: this.since, welcome: this.welcome }); }

  // A leader that does not answer sleeps: this tab takes its place.
  askLeader(word) {
    this.tell(word);
    if (!this.leads) this.timer("leader", LEADER);
  }

  // `known`: the acks that the page itself gives, because it shows already what was sent.
  start({ acts, known }) {
    for (const act of acts) this.add(act);
    for (const frame of known) if (this.find(frame.id)) {
      this.tell({ what: "frame", frame });
      this.ack(frame);
    }
    this.askLeader({ what: "who" });
  }

  // `acts`: what is on the disk now, of whichever tab.
  lead({ acts }) {
    this.leads = true;
    this.fetching = false;
    this.cancel("leader");
    for (const act of acts) {
      this.add(act);
      const mine = this.find(act.id);
      if (!act.refused || !mine || mine.refused) continue;
      mine.refused = act.refused;
      this.do("refused", { act: mine });
    }
    this.tell({ what: "lead" });
    this.connect();
  }

  // Another tab took over, because this one slept.
  follow() {
    this.hangUp();
    this.cancel("again", "alarm", "rest", "poll");
    this.leads = this.polling = this.resting = this.calm = false;
    this.askLeader({ what: "who" });
  }

  told({ word }) {
    if (word.what === "drop") this.forget(word.id);
    if (word.what === "retry") this.revive(word.id);
    if (word.what === "act" && this.add(word.act)) this.push();
    if (this.leads) this.toldLeader(word);
    else this.toldFollower(word);
  }

  toldLeader(word) {
    if (word.what === "frame" && !(word.from > this.since)) this.receive(word.frame); // taken over, and not told yet
    if (word.what === "say" && this.open) this.do("say", { frame: word.frame });
    if (word.what === "hurry") this.hurry();
    if (["who", "act", "retry", "hurry"].includes(word.what)) this.report();
  }

  toldFollower(word) {
    if (["lead", "state", "frame"].includes(word.what)) this.cancel("leader");
    if (word.what === "lead") for (const act of this.acts) if (act.loose) this.tell({ what: "act", act });
    if (word.what === "set back") this.setBack();
    if (word.what === "frame") this.hear(word.frame, word.from);
    if (word.what !== "state") return;
    if (typeof word.line === "number") return this.end(word.line);
    if (word.welcome) this.receive(word.welcome);
    this.state(word.line);
    if (word.since > this.since) this.fetch(word.since);
  }

  // What the browser tells ----------------------------------------------------------------------------------------------
  hurry() {
    if (this.leads) super.hurry();
    else this.askLeader({ what: "hurry" });
  }

  // What the server says ------------------------------------------------------------------------------------------------
  welcomed(frame) {
    if (frame.me.id !== this.me) return this.end(4401); // somebody else has signed in on this phone
    if (frame.rev < this.said) this.setBack();
    if (this.since < this.said) return this.hello();
    this.whole = frame.rev;
    const { members, facilitators } = this.welcome ?? {};
    this.hear({ members, facilitators, ...frame }); // who said the cast's mark is not told again who they are
    this.stands();
  }

  behind() { return this.since < this.whole; }

  // The server was set back to an older copy of its data: what is shown may not be there any more. What waits goes on waiting.
  setBack() {
    if (this.leads) this.tell({ what: "set back" });
    this.turn += 1; // what was asked before counts no more
    Object.assign(this, { since: 0, whole: 0, missed: 0, held: [], fetching: false });
    this.do("empty");
  }

  // `after` is the revision that a frame joins on to. Where it is not said, one that begins past the next revision may hide
  // a change, unless it catches up from a welcome.
  changed(frame) {
    const { after, messages, rev, more } = frame;
    const gap = after === undefined ? messages[0]?.rev > this.since + 1 && this.since >= this.whole : after > this.since;
    if (gap) return this.hello();
    if (more) this.whole = Math.max(this.whole, rev + 1);
    this.hear(frame, after ?? this.since);
  }

  // Changes hold all that came after the revision `from`.
  hear(frame, from) {
    if (frame.type === "changes" && from > this.since) return this.fetch(frame.rev);
    if (frame.type === "pong") return;
    if (this.leads) this.tell({ what: "frame", frame, from });
    this.receive(frame);
  }

  receive(frame) {
    if (frame.type === "changes") {
      this.since = Math.max(this.since, frame.rev);
      this.show([...this.held, ...frame.messages]);
    } else if (frame.type === "ack") this.ack(frame);
    else if (frame.type === "nack") this.nack(frame);
    else {
      this.welcome = renewed(this.welcome, frame);
      this.do("frame", { frame });
    }
  }

  // What a tab that does not lead missed it asks for itself.
  fetch(rev) {
    this.missed = Math.max(this.missed, rev);
    if (this.fetching) return;
    this.fetching = true;
    this.get(0);
  }

  fetched(more) {
    this.fetching = false;
    if (more) this.fetch(this.missed);
  }

  // Somebody is here whom the welcome did not name: all are asked for anew.
  stranger() {
    if (!this.open || this.asked) return;
    this.welcome = null;
    this.hello();
  }

  // What the person does ------------------------------------------------------------------------------------------------
  // An act that is on this device's disk, or `loose` where there is none; `n` is its place among all.
  act({ act }) {
    this.add(act);
    this.askLeader({ what: "act", act });
    this.push();
  }

  // What need not arrive: typing, read marks.
  passing({ frame }) {
    if (this.open) this.do("say", { frame });
    else if (!this.leads) this.tell({ what: "say", frame });
  }

  drop({ id }) {
    this.forget(id);
    this.tell({ what: "drop", id });
  }

  retry({ id }) {
    this.revive(id);
    this.askLeader({ what: "retry", id });
  }
}
