// What I did to a message and the server has not answered yet: shown at once as if it were done, and put back where it is not.
import { reactions, text } from "./message.js";

export class Pending {
  constructor(talk) { Object.assign(this, { talk, acts: new Map(), stood: new WeakMap() }); }

  add(act) {
    const row = this.talk.row(act.message);
    if (!row || this.acts.has(act.id)) return;
    if (!this.stood.has(row)) this.stood.set(row, this.now(row));
    this.acts.set(act.id, act);
    this.apply(row, act);
  }

  // The server has said how the message is now.
  shown(row) {
    const acts = this.of(row);
    if (!acts.length) return void this.stood.delete(row);
    this.stood.set(row, this.now(row));
    for (const act of acts) this.apply(row, act);
  }

  // Done as revision `rev`, or refused: then there is none. What is shown of it goes once the server's own word is here.
  end({ id, message }, rev = 0) {
    const row = this.talk.row(message);
    if (!this.acts.delete(id) || !row || rev > Number(row.dataset.rev ?? this.talk.words.rev)) return;
    const stood = this.stood.get(row);
    if (!stood) return;
    row.querySelector(".prose").replaceWith(stood.prose);
    row.querySelector(".more-acts").hidden = stood.withheld;
    row.dataset.body = stood.body;
    row.toggleAttribute("data-edited", stood.edited);
    reactions(row, stood.given, this.talk.me);
    this.shown(row);
  }

  of(row) { return [...this.acts.values()].filter(({ message }) => message === Number(row.dataset.message)); }

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
