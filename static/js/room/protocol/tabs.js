// The words that the tabs of one room exchange. One tab leads: it has the connection, sends the acts of all tabs, and
// passes the server's frames on to the others.

export class Tabs {
  constructor({ commands, copy, leadership, connection, queue, held, catchUp, inbox }) {
    Object.assign(this, { commands, copy, leadership, connection, queue, held, catchUp, inbox });
  }

  // Makes this tab the leader. `acts`: the acts of all tabs on the disk.
  lead(acts) {
    this.leadership.leads = true;
    this.catchUp.fetching = false;
    this.leadership.answered();
    for (const act of acts) this.adopt(act);
    this.leadership.tell({ what: "lead" });
    this.connection.connect();
  }

  adopt(act) {
    this.queue.add(act);
    const mine = this.queue.find(act.id);
    if (!act.refused || !mine || mine.refused) return;
    mine.refused = act.refused;
    this.commands.add("refused", { act: mine });
  }

  // Makes this tab a follower: another tab took over, because this one slept.
  follow() {
    this.connection.handOver();
    this.queue.stop();
    this.leadership.leads = false;
    this.leadership.ask({ what: "who" });
  }

  told(word) {
    if (word.what === "drop") this.drop(word.id);
    if (word.what === "retry") this.queue.retry(word.id);
    if (word.what === "act" && this.queue.add(word.act)) this.queue.push();
    if (this.leadership.leads) this.toldLeader(word);
    else this.toldFollower(word);
  }

  toldLeader(word) {
    const { copy, connection, leadership } = this;
    // The former leader passed this frame on before it learned that it no longer leads.
    if (word.what === "frame" && !(word.from > copy.since)) this.inbox.take(word.frame);
    if (word.what === "say" && connection.socket.open) connection.socket.say(word.frame);
    if (word.what === "hurry") connection.hurry();
    if (["who", "act", "retry", "hurry"].includes(word.what)) leadership.report(connection.state, copy);
  }

  toldFollower(word) {
    if (["lead", "state", "frame"].includes(word.what)) this.leadership.answered();
    if (word.what === "lead") this.handOverLoose();
    if (word.what === "set back") this.inbox.setBack();
    if (word.what === "frame") this.inbox.pass(word.frame, word.from);
    if (word.what === "state") this.toldState(word);
  }

  // A new leader knows the acts on the disk, but not those that only this tab's memory holds.
  handOverLoose() {
    for (const act of this.queue.acts) if (act.loose) this.leadership.tell({ what: "act", act });
  }

  toldState({ line: state, since, welcome }) {
    if (typeof state === "number") return this.connection.end(state);
    if (welcome) this.inbox.take(welcome);
    this.connection.become(state);
    if (since > this.copy.since) this.catchUp.fetch(since);
  }

  drop(id) {
    this.queue.drop(id);
    this.held.release();
  }
}
