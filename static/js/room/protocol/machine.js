// The room's client as one pure state machine: events in, commands out. It has no page, network, clock or random
// numbers of its own. Each tab runs one.
import { CatchUp } from "./catch_up.js";
import { Commands } from "./commands.js";
import { Connection } from "./connection.js";
import { Copy } from "./copy.js";
import { Held } from "./held.js";
import { Inbox } from "./inbox.js";
import { Leadership } from "./leadership.js";
import { pageOf } from "./poll.js";
import { Queue } from "./queue.js";
import { Tabs } from "./tabs.js";

export class Machine {
  // `me`: the reader's membership; `since`: the revision that the page shows; `random`: gives a number from 0 to 1.
  constructor({ me, since, random }) {
    const commands = new Commands();
    const copy = new Copy(since);
    const leadership = new Leadership(commands);
    const connection = new Connection({ commands, copy, leadership, random, on: {
      opened: () => this.queue.restart(),
      ready: () => this.queue.push(),
      interrupted: (malformed) => this.interrupted(malformed),
      beat: () => this.queue.beat(),
    } });
    const catchUp = new CatchUp(connection.poll);
    const queue = new Queue({ commands, connection, random });
    const held = new Held({ commands, queue, me });
    const inbox = new Inbox({ me, commands, copy, leadership, connection, queue, held, catchUp });
    const tabs = new Tabs({ commands, copy, leadership, connection, queue, held, catchUp, inbox });
    Object.assign(this, { commands, copy, leadership, connection, queue, inbox, tabs });
  }

  get since() { return this.copy.since; }

  get state() { return this.connection.state; }

  take(event) {
    if (!this.connection.ended || event.type === "drop") this[event.type](event);
    return this.commands.drain();
  }

  // `known`: acks of acts that the page shows already.
  start({ acts, known }) {
    for (const act of acts) this.queue.add(act);
    for (const frame of known.filter(({ id }) => this.queue.find(id))) {
      this.leadership.tell({ what: "frame", frame });
      this.inbox.ack(frame);
    }
    this.leadership.ask({ what: "who" });
  }

  // Other tabs ------------------------------------------------------------------------------------
  lead({ acts }) { this.tabs.lead(acts); }

  follow() { this.tabs.follow(); }

  told({ word }) { this.tabs.told(word); }

  // The network and the server --------------------------------------------------------------------
  opened({ socket }) {
    if (this.connection.socket.is(socket)) this.connection.socket.hello();
  }

  heard({ socket: number, frame }) {
    const { socket } = this.connection;
    if (socket.is(number)) socket.heard(frame, (one) => this.inbox.heard(one));
  }

  closed(event) { this.connection.closed(event); }

  interrupted(malformed) {
    const frame = this.queue.interrupt(malformed);
    if (frame) this.inbox.pass(frame);
  }

  // An answer that comes after the next question is ignored, because that question asks for the same again.
  polled(event) {
    if (event.turn === this.connection.poll.turn) this.inbox.polled(event, pageOf(event));
  }

  answered(event) {
    if (!this.leadership.leads || !this.queue.find(event.id)) return;
    const frame = this.queue.answered(event);
    if (frame) this.inbox.pass(frame);
  }

  // The browser -----------------------------------------------------------------------------------
  rang({ name }) {
    if (name === "again") this.connection.connect();
    if (name === "patience") this.connection.timedOut();
    if (name === "beat") this.connection.beat();
    if (name === "alarm") this.connection.alarm();
    if (name === "poll") this.connection.pollAgain();
    if (name === "rest") this.queue.rested();
    if (name === "leader") this.leadership.timedOut();
  }

  offline() { this.connection.offline(); }

  back() {
    this.connection.backOnline();
    this.hurry();
  }

  hurry() {
    if (this.leadership.leads) this.connection.hurry();
    else this.leadership.ask({ what: "hurry" });
  }

  // The person ------------------------------------------------------------------------------------
  // Takes an act that is on this device's disk, or `loose` when there is no disk; `n` is its place among all.
  act({ act }) {
    this.queue.add(act);
    this.leadership.ask({ what: "act", act });
    this.queue.push();
  }

  // Sends a frame that need not arrive: typing, read marks.
  passing({ frame }) {
    if (this.connection.socket.open) this.connection.socket.say(frame);
    else if (!this.leadership.leads) this.leadership.tell({ what: "say", frame });
  }

  drop({ id }) {
    this.tabs.drop(id);
    this.leadership.tell({ what: "drop", id });
  }

  retry({ id }) {
    this.queue.retry(id);
    this.leadership.ask({ what: "retry", id });
  }

  // Asks the server for everybody's card again, because somebody is here whom the welcome did not name.
  stranger() {
    const { socket } = this.connection;
    if (!socket.open || socket.asked) return;
    this.copy.welcome = null;
    socket.hello();
  }
}
