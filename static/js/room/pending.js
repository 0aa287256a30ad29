// What I did to a message and the server has not said yet: shown at once as if it were done, and put back where it is not.
import { reactions, text } from "./message.js";

export class Pending {
  // `acts` by id, each with its revision `rev` once it is done: it stays until that revision is shown.
  constructor(talk) { Object.assign(this, { talk, acts: new Map(), stood: new WeakMap() }); }

  add(act) {
    const row = this.talk.row(act.message);
    if (!row || this.acts.has(act.id)) return;
    if (!this.stood.has(row)) this.stood.set(row, this.now(row));
    this.acts.set(act.id, { act, rev: 0 });
    this.apply(row, act);
  }

  // The server's own word on the message stands there now, as of that revision.
  shown(row, rev) {
    for (const { act, rev: done } of this.of(row)) if (done && done <= rev) this.acts.delete(act.id);
    this.again(row);
  }

  // Done as revision `rev`; refused, where there is none.
  end({ id, message }, rev = 0) {
    const [one, row] = [this.acts.get(id), this.talk.row(message)];
    if (!one) return;
    if (row && rev > Number(row.dataset.rev ?? this.talk.words.rev)) one.rev = rev;
    else {
      this.acts.delete(id);
      if (row) this.putBack(row);
    }
  }

  of(row) { return [...this.acts.values()].filter(({ act }) => act.message === Number(row.dataset.message)); }

  waits(row) { return this.of(row).some(({ rev }) => !rev); }

  putBack(row) {
    const stood = this.stood.get(row);
    if (!stood) return;
    row.querySelector(".prose").replaceWith(stood.prose);
    row.querySelector(".more-acts").hidden = stood.withheld;
    row.dataset.body = stood.body;
    row.toggleAttribute("data-edited", stood.edited);
    reactions(row, stood.given, this.talk.me);
    this.again(row);
  }

  again(row) {
    const acts = this.of(row);
    if (acts.length) this.stood.set(row, this.now(row));
    else this.stood.delete(row);
    for (const { act } of acts) this.apply(row, act);
  }

  now(row) {
    const given = {};
    for (const sign of row.querySelectorAll(".reactions > [data-emoji]")) {
      const [mine, count] = [sign.getAttribute("aria-pressed") === "true", Number(sign.textContent.split(" ").pop())];
      given[sign.dataset.emoji] = [...Array(count - mine).fill(0), ...(mine ? [this.talk.me] : [])];
    }
    const prose = row.querySelector(".prose").cloneNode(true);
    const withheld = row.querySelector(".more-acts").hidden;
    return { prose, given, withheld, body: row.dataset.body ?? "", edited: "edited" in row.dataset };
  }

  apply(row, act) {
    const { me, words } = this.talk;
    if (act.type === "edit") text(row, { body: act.body, lang: words.lang, edited_at: true }, words);
    if (act.type === "delete") text(row, { deleted_at: true }, words);
    if (act.type !== "react") return;
    const { given } = this.now(row);
    const others = (given[act.emoji] ?? []).filter((who) => who !== me);
    reactions(row, { ...given, [act.emoji]: act.on ? [...others, me] : others }, me);
  }
}
