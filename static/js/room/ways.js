// How far what I did has come: on its way, kept, refused, done. It is said in words, beside the message that it concerns.
import { atRest, button, fill } from "./message.js";
import { Pending } from "./pending.js";

// `client` and `composer` are set once they are there.
export class Ways {
  constructor(talk, status, voice) {
    Object.assign(this, { talk, words: talk.words, status, voice, pending: new Pending(talk), client: null, composer: null });
  }

  target(act) { return act.type === "send" ? this.talk.waiting(act.id) : this.talk.row(act.message); }

  wait(act) {
    if (act.refused) return this.refused(act);
    if (act.type === "send") this.talk.wait(act);
    else {
      this.talk.waiting(act.id)?.remove();
      this.pending.add(act);
    }
    const row = this.target(act);
    if (row) row.dataset.way = act.loose ? "loose" : "";
    this.say(row);
  }

  say(row) {
    if (!row) return;
    const away = ["off", "start"].includes(this.client?.line);
    const { sending, loose, kept } = this.words;
    row.querySelector(".state").textContent = !away ? sending : row.dataset.way ? loose : kept;
  }

  sayAll() { for (const row of this.talk.list.querySelectorAll("[data-way]")) this.say(row); }

  refused(act) {
    this.end(act);
    const reason = act.refused === true ? this.words.untaken : act.refused;
    if (!["send", "edit"].includes(act.type)) return this.status.say({ notice: reason });
    const row = this.talk.wait(act);
    delete row.dataset.way;
    row.querySelector(".state").textContent = fill(this.words.refused, { reason });
    row.querySelector(".reactions").replaceChildren(
      button(this.words.again, "button plain", () => this.again(act, row)),
      button(this.words.drop, "button plain", () => { this.client.drop(act.id); this.composer.field.focus(); }),
      row.querySelector(".more-acts"),
    );
    this.voice.say(() => this.words.you, row.querySelector(".state").textContent, document.documentElement.lang);
  }

  again(act, row) {
    for (const made of row.querySelectorAll(".reactions button")) made.remove();
    this.client.retry(act.id);
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
    const row = this.target(act);
    if (!row || this.pending.waits(row)) return;
    delete row.dataset.way;
    atRest(row, this.words);
  }

  // The room has ended: what waits is not sent, and whoever comes next does not read it.
  over(line) {
    for (const { act } of [...this.pending.acts.values()]) this.end(act);
    for (const row of this.talk.list.querySelectorAll("[data-waiting]")) {
      if (line === 4401) row.remove();
      else row.querySelector(".state").textContent = fill(this.words.refused, { reason: this.status.lines[line] });
    }
  }
}
