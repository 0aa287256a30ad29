// The state of my own acts: on their way, on this phone only, refused, done. Words beside the message say it.
import { button } from "../button.js";
import { fill, words } from "../words.js";
import { showAtRest } from "./body.js";
import { Pending } from "./pending.js";

export class Delivery {
  // `client` and `composer` are set once they exist.
  constructor(talk, status, voice) {
    Object.assign(this, { talk, status, voice, pending: new Pending(talk), client: null, composer: null });
  }

  rowOf(act) { return act.type === "send" ? this.talk.waiting(act.id) : this.talk.row(act.message); }

  wait(act) {
    if (act.refused) return this.refused(act);
    if (act.type === "send") this.talk.wait(act);
    else {
      this.talk.waiting(act.id)?.remove();
      this.pending.add(act);
    }
    const row = this.rowOf(act);
    if (row) row.dataset.way = act.loose ? "loose" : "";
    this.say(row);
  }

  say(row) {
    if (!row) return;
    const isAway = ["off", "start"].includes(this.client?.state);
    const kept = row.dataset.way ? words.loose : words.kept;
    row.querySelector(".state").textContent = isAway ? kept : words.sending;
  }

  sayAll() { for (const row of this.talk.list.querySelectorAll("[data-way]")) this.say(row); }

  refused(act) {
    this.end(act);
    const reason = act.refused === true ? words.untaken : act.refused;
    if (!["send", "edit"].includes(act.type)) return this.status.say({ notice: reason });
    const row = this.talk.wait(act);
    delete row.dataset.way;
    const state = row.querySelector(".state");
    state.textContent = fill(words.refused, { reason });
    row.querySelector(".reactions").replaceChildren(
      button(words.again, "button plain", () => this.retry(act, row)),
      button(words.drop, "button plain", () => this.drop(act)),
      row.querySelector(".more-acts"),
    );
    this.voice.say(() => words.you, state.textContent, document.documentElement.lang);
  }

  retry(act, row) {
    for (const made of row.querySelectorAll(".reactions button")) made.remove();
    this.client.retry(act.id);
    this.composer.field.focus();
  }

  drop(act) {
    this.client.drop(act.id);
    this.composer.field.focus();
  }

  acked({ act, message, seq, rev }) {
    this.end(act, rev);
    this.composer?.settled(act.id);
    this.talk.acked(act, message, seq);
  }

  dropped(act) {
    this.talk.waiting(act.id)?.remove();
    this.end(act);
    this.composer?.settled(act.id);
  }

  end(act, rev) {
    this.pending.end(act, rev);
    const row = this.rowOf(act);
    if (!row || this.pending.waits(row)) return;
    delete row.dataset.way;
    showAtRest(row);
  }

  // The room has ended with that close code: acts that wait are not sent, and the next person who signs in on this
  // phone does not read them.
  over(code) {
    this.pending.endAll((act) => this.end(act));
    for (const row of this.talk.list.querySelectorAll("[data-waiting]")) {
      if (code === 4401) row.remove();
      else row.querySelector(".state").textContent = fill(words.refused, { reason: this.status.phrases[code] });
    }
  }
}
