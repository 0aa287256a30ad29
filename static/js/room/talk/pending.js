// My acts on a message that the server has not answered yet: shown at once as if done, and undone if refused.
import { showBody, showQuotesOf } from "./body.js";
import { readReactions, showReactions } from "./reactions.js";

export class Pending {
  // `acts` by id, each with its revision `rev` once it is done: it stays until that revision is shown. `before`: each
  // row without them.
  constructor(talk) { Object.assign(this, { talk, acts: new Map(), before: new WeakMap() }); }

  add(act) {
    const row = this.talk.row(act.message);
    if (!row || this.acts.has(act.id)) return;
    if (!this.before.has(row)) this.before.set(row, this.read(row));
    this.acts.set(act.id, { act, rev: 0 });
    this.apply(row, act);
  }

  // The row now shows the server's state of the message at that revision.
  shown(row, rev) {
    for (const { act, rev: done } of this.actsOn(row)) if (done && done <= rev) this.acts.delete(act.id);
    this.applyAgain(row);
  }

  // The act is done as revision `rev`; without one, it is refused.
  end({ id, message }, rev = 0) {
    const entry = this.acts.get(id);
    const row = this.talk.row(message);
    if (!entry) return;
    if (row && rev > Number(row.dataset.rev ?? this.talk.rev)) entry.rev = rev;
    else {
      this.acts.delete(id);
      if (row) this.putBack(row);
    }
  }

  endAll(end) { for (const { act } of [...this.acts.values()]) end(act); }

  actsOn(row) { return [...this.acts.values()].filter(({ act }) => act.message === Number(row.dataset.message)); }

  waits(row) { return this.actsOn(row).some(({ rev }) => !rev); }

  putBack(row) {
    const before = this.before.get(row);
    if (!before) return;
    row.querySelector(".prose").replaceWith(before.prose);
    row.querySelector(".more-acts").hidden = before.withheld;
    row.dataset.body = before.body;
    row.toggleAttribute("data-edited", before.edited);
    row.toggleAttribute("data-gone", before.gone);
    showQuotesOf(row);
    showReactions(row, before.given, this.talk.me);
    this.applyAgain(row);
  }

  applyAgain(row) {
    const acts = this.actsOn(row);
    if (acts.length) this.before.set(row, this.read(row));
    else this.before.delete(row);
    for (const { act } of acts) this.apply(row, act);
  }

  read(row) {
    const prose = row.querySelector(".prose").cloneNode(true);
    const withheld = row.querySelector(".more-acts").hidden;
    const given = readReactions(row, this.talk.me);
    const { body = "" } = row.dataset;
    return { prose, given, withheld, body, edited: "edited" in row.dataset, gone: "gone" in row.dataset };
  }

  apply(row, act) {
    const { me, lang } = this.talk;
    if (act.type === "edit") showBody(row, { body: act.body, lang, edited_at: true });
    if (act.type === "delete") showBody(row, { deleted_at: true });
    if (act.type !== "react") return;
    const given = readReactions(row, me);
    const others = (given[act.emoji] ?? []).filter((who) => who !== me);
    showReactions(row, { ...given, [act.emoji]: act.on ? [...others, me] : others }, me);
  }
}
