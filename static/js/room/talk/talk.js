// The talk of the room on the page. Text comes from the server cleaned; names and times are set as text.
import { words } from "../words.js";
import { showBody, showQuote, showQuotesOf } from "./body.js";
import { clocks } from "./clocks.js";
import { insertMark, insertRow, isEarlier } from "./order.js";
import { showReactions } from "./reactions.js";

const SENT = 4000;

export class Talk {
  constructor(page) {
    const { me, zone, lang, rev } = page.dataset;
    Object.assign(this, { page, me: Number(me), zone, lang, rev: Number(rev), members: new Map(), marked: false });
    this.away = new Map(); // by id: what changed and stands on an older page
    this.list = page.querySelector("[data-talk]");
    this.template = document.getElementById("message").content.firstElementChild;
    for (const row of this.list.querySelectorAll("[data-message]")) this.label(row);
  }

  row(id) { return this.list.querySelector(`[data-message="${id}"]`); }

  waiting(id) { return this.list.querySelector(`[data-waiting="${id}"]`); }

  name(id) { return this.members.get(id)?.name ?? words.somebody; }

  // Adds names and clocks to messages that came before their authors were known.
  learn(members) {
    for (const member of members) this.members.set(member.id, member);
    for (const row of this.list.querySelectorAll("[data-unknown]")) {
      this.sign(row, Number(row.dataset.author), row.dataset.at);
    }
  }

  // Shows a changed message in a new row or in its own. Returns whether it is new and not mine.
  show(message) {
    let row = this.row(message.id);
    const isNew = !row;
    if (message.rev < row?.dataset.rev) return false;
    if (isNew && isEarlier(this, message)) return this.changeAway(message);
    row ??= this.add(message);
    row.dataset.rev = message.rev;
    if ("typed" in row.dataset) {
      delete row.dataset.typed;
      this.sign(row, message.author, message.sent_at);
    }
    showQuote(row, message.reply_to, this.row(message.reply_to));
    showBody(row, message);
    showReactions(row, message.reactions ?? {}, this.me);
    if (message.stage) this.page.dispatchEvent(new CustomEvent("kapok:told", { detail: { row, message } }));
    return isNew && message.author !== this.me;
  }

  // The message is on an older page, but what quotes it may be here.
  changeAway(message) {
    this.away.set(message.id, message);
    const row = this.template.cloneNode(true);
    row.dataset.message = message.id;
    showBody(row, message);
    showQuotesOf(row, this.list);
    return false;
  }

  // Rows of an older page, which the server may have written before the last changes came here.
  arrived(rows) {
    for (const row of rows) {
      this.label(row);
      const later = this.away.get(Number(row.dataset.message));
      if (later) this.show(later);
      else if (row.dataset.message) showQuotesOf(row);
      this.away.delete(later?.id);
    }
  }

  add(message) {
    const row = this.template.cloneNode(true);
    row.classList.add("fresh");
    row.toggleAttribute("data-told", Boolean(message.stage)); // an act on the stage clock, not a text
    row.querySelector(".reactions").hidden = Boolean(message.stage);
    this.become(row, message);
    this.sign(row, message.author, message.sent_at);
    insertRow(this, row);
    return row;
  }

  become(row, { id, seq }) {
    row.id = `message-${id}`;
    Object.assign(row.dataset, { message: id, seq });
    const more = row.querySelector(".more-acts");
    more.href = more.dataset.href.replace(/\/0\/$/, `/${id}/`);
    more.hidden = false;
  }

  sign(row, author, at) {
    const isMine = author === this.me;
    const member = this.members.get(author);
    Object.assign(row.dataset, { author, at });
    row.toggleAttribute("data-unknown", !member);
    row.classList.remove("middle");
    row.classList.add(("told" in row.dataset ? "" : member?.shore) || "middle");
    row.classList.toggle("mine", isMine);
    row.querySelector(".who").textContent = isMine ? words.you : this.name(author);
    const when = row.querySelector(".when");
    when.dateTime = at;
    when.textContent = clocks(new Date(at), member, this.zone);
    this.label(row);
  }

  // Shows a text of mine that the server has not acknowledged yet.
  wait(act) {
    let row = this.waiting(act.id);
    if (row) return row;
    this.list.querySelector("[data-empty]")?.remove();
    row = this.template.cloneNode(true);
    row.dataset.waiting = act.id;
    row.classList.add("kept");
    this.sign(row, this.me, new Date(act.at ?? Date.now()).toISOString());
    row.querySelector(".more-acts").hidden = true;
    const prose = row.querySelector(".prose");
    prose.textContent = act.body;
    prose.lang = this.lang;
    prose.classList.add("as-typed");
    showQuote(row, act.reply_to, this.row(act.reply_to));
    this.list.append(row);
    return row;
  }

  // The server has the text: the row that waited becomes the message, in its place.
  acked(act, id, seq) {
    const row = this.waiting(act.id);
    if (!row || this.row(id) || act.type !== "send") return row?.remove();
    delete row.dataset.waiting;
    row.classList.remove("kept");
    Object.assign(row.dataset, { body: act.body, typed: "" });
    this.become(row, { id, seq });
    insertRow(this, row);
    const state = row.querySelector(".state");
    state.textContent = words.sent;
    setTimeout(() => {
      if (state.textContent === words.sent) state.textContent = "";
    }, SENT);
  }

  // Marks the place where the reader left, until the reader has seen the messages after it and leaves again.
  markNew() {
    if (this.marked) return;
    this.marked = true;
    this.list.querySelector(".mark-new")?.remove();
    insertMark("mark-new", words.new, this.list, this.list.querySelector("[data-waiting]"));
  }

  // Removes all messages, because they come again from the room's beginning; those that wait for their ack stay.
  empty() {
    for (const row of [...this.list.children]) if (!row.dataset.waiting) row.remove();
    this.away.clear();
    this.page.querySelector("[data-older]")?.parentElement.remove();
    this.marked = false;
  }

  label(row) {
    const more = row.querySelector(".more-acts");
    more?.setAttribute("role", "button");
    more?.setAttribute("aria-expanded", "false");
  }
}
