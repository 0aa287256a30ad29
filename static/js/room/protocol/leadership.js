// Leadership among the tabs: only the leader has a connection, and the others ask it. Tabs of an older release may be
// open too, so the words that tabs exchange keep their names (`line` is the state of the connection).
import { TIMES } from "./times.js";

export class Leadership {
  constructor(commands) { Object.assign(this, { commands, leads: false }); }

  tell(word) { this.commands.add("tell", { word }); }

  // A leader that does not answer is asleep, so this tab takes its place.
  ask(word) {
    this.tell(word);
    if (!this.leads) this.commands.timer("leader", TIMES.leader);
  }

  answered() { this.commands.cancel("leader"); }

  timedOut() {
    if (!this.leads) this.commands.add("steal");
  }

  report(state, { since, welcome }) { this.tell({ what: "state", line: state, since, welcome }); }
}
