// One socket after the other, as pure state: the hello, the heartbeat, and the silence after which a socket is dead.
import { TIMES } from "./times.js";

const SPARED = 20; // heartbeats without a ping, while the server sends by itself

export class Socket {
  // `live`: the socket was opened and not closed. `open`: its welcome has come, so it carries acts.
  // `asked`: a hello has no welcome yet. `said`: the revision of that hello.
  // `brought`: changes that were missing came through this socket.
  constructor(commands, copy) {
    Object.assign(this, { commands, copy, number: 0, live: false, open: false, asked: false, said: 0 });
    Object.assign(this, { brought: false, silent: false, spared: 0, patience: TIMES.patience });
  }

  // Events of an older socket may come late and are ignored.
  is(number) { return this.live && number === this.number; }

  connect() {
    this.live = this.asked = true; // changes are ignored until the welcome
    this.brought = false;
    this.number += 1;
    this.commands.add("open", { socket: this.number });
    this.commands.timer("patience", TIMES.patience);
  }

  hello() {
    const { since, cast, behind } = this.copy;
    this.asked = true;
    this.said = since;
    this.patience = cast ? TIMES.patience : TIMES.cast;
    this.say({ type: "hello", since, lean: true, ...(cast && { cast }) });
    if (!this.open || !behind) this.commands.timer("patience", this.patience);
  }

  say(frame) { this.commands.add("say", { frame }); }

  // Sends a frame that the server answers. While a welcome or pages are to come, the answer waits behind them and may
  // take long, so anything that arrives is a sign of life.
  send(frame) {
    this.say(frame);
    if (this.asked || this.copy.behind) return;
    this.commands.timer("patience", TIMES.patience + TIMES.byte * (frame.body?.length ?? 0));
  }

  ping() { this.send({ type: "ping", t: 0 }); }

  // A frame has arrived; `take` handles it.
  heard(frame, take) {
    const { copy, commands } = this;
    const { since } = copy;
    this.silent = false;
    if (!this.asked || frame.type === "welcome") commands.cancel("patience");
    else commands.timer("patience", this.patience);
    take(frame);
    if (!this.open) return;
    if (copy.since > since || !copy.behind) this.brought = true;
    if (copy.behind) commands.timer("patience", TIMES.page);
  }

  // The welcome has come.
  welcomed() {
    this.open = true;
    this.silent = false;
    this.commands.timer("beat", TIMES.beat);
  }

  beat() {
    this.spared += 1;
    if (this.silent || this.spared > SPARED) {
      this.spared = 0;
      this.ping();
    }
    this.silent = true;
  }

  close() {
    if (this.live) this.commands.add("close", { socket: this.number });
    this.live = this.open = false;
    this.commands.cancel("beat", "patience");
  }
}
