// The field, its draft, and sending from it. The text stays on this device until it is sent.
import { composes } from "../keys.js";
import { uuid } from "../uuid.js";
import { Bars } from "./bars.js";
import { Drafts } from "./drafts.js";
import { Limits } from "./limits.js";
import { Subject } from "./subject.js";

const TYPING_EVERY = 24000; // with TLS each costs its writer 45 bytes, and everybody else 50

export class Composer {
  // `act` and `passing` are the client's; `sending` is called when something was sent.
  constructor(page, { act, passing, sending }) {
    Object.assign(this, { page, act, passing, sending, typing: 0, ended: false, loose: new Map() });
    this.form = page.querySelector("[data-composer]");
    this.field = this.form.elements.body;
    this.button = this.form.querySelector("[type=submit]");
    this.bars = new Bars(page);
    this.limits = new Limits(this.form, this.field);
    this.subject = new Subject(this.form);
    this.drafts = new Drafts(`kapok-room-draft-${page.dataset.me}-${page.dataset.room}-`);
    this.listen();
    this.begin();
    this.grow();
  }

  listen() {
    const only = (done) => (event) => {
      event.preventDefault();
      done();
    };
    this.form.addEventListener("submit", only(() => this.submit()));
    this.form.querySelector("[data-cancel]").addEventListener("click", only(() => this.cancel()));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("pagehide", () => this.save()); // another tab may have taken the draft over
  }

  // Drafts ----------------------------------------------------------------------------------------
  // A text that the server returned, or an answer that was just chosen, replaces a draft; the address asks only once.
  begin() {
    this.text = this.field.value; // of the next message, which waits while another message is changed
    const asked = this.text || this.subject.answer;
    if (asked) history.replaceState(null, "", location.pathname + location.hash);
    const take = (draft) => {
      if (this.text || this.subject.changing || this.ended) return false;
      this.resume(draft, asked);
      return true;
    };
    if (this.drafts.own?.draft) take(this.drafts.own.draft);
    this.drafts.offerLeft(take);
  }

  resume({ text = "", about, answer, change, changed, loose = [] }, asked) {
    this.field.value = this.text = text;
    if (about && !asked) this.about(about, { answer, change, body: changed, focus: false });
    for (const act of loose) this.post(act);
    this.save();
    this.grow();
  }

  // An act that only this page's memory holds is saved with the draft until the server has it. Its id makes it safe to
  // send twice.
  save() {
    if (this.ended) return;
    const { text, subject } = this;
    const { text: about, answer, changing: change } = subject;
    const loose = [...this.loose.values()];
    const changed = change && this.field.value;
    const isEmpty = !text && !about && !loose.length;
    this.drafts.save(isEmpty ? null : { text, about, answer, change, changed, loose });
  }

  // Typing ----------------------------------------------------------------------------------------
  typed() {
    if (!this.subject.changing) this.text = this.field.value;
    this.save();
    this.grow();
    this.limits.say();
    if (this.bars.reason || Date.now() - this.typing < TYPING_EVERY) return;
    this.typing = Date.now();
    this.passing({ type: "typing" });
  }

  // With a mouse, and so a keyboard, Enter sends. On a phone, Enter makes a new line and the button sends; some phones
  // say that they can hover.
  pressed(event) {
    if (composes(event)) return;
    const { key, shiftKey } = event;
    if (key === "Enter" && !shiftKey && matchMedia("(hover: hover) and (pointer: fine)").matches) {
      event.preventDefault();
      this.submit();
    }
    if (key !== "ArrowUp" || this.field.value) return;
    event.preventDefault();
    const mine = this.page.querySelectorAll(".say.mine[data-message]:not([data-told]) .more-acts:not([hidden])");
    [...mine].pop()?.focus();
  }

  // Makes the field as high as its text. Without text the style sheet decides, so that nothing moves at the start.
  grow() {
    const { style, value } = this.field;
    style.height = value ? "auto" : "";
    if (value) style.height = `${Math.min(this.field.scrollHeight + 2, innerHeight / 3)}px`;
  }

  // Sending ---------------------------------------------------------------------------------------
  submit() {
    const body = this.field.value.trim();
    const { changing: message, answer } = this.subject;
    if (!body || this.ended || this.bars.reason) return;
    if (this.limits.over > 0 || (!message && this.limits.rest > 0)) return this.refuse();
    const { aloud } = this.form.elements; // in a stage in which the writer listens
    if (aloud && !aloud.reportValidity()) return;
    if (aloud) aloud.checked = false;
    const act = message
      ? { type: "edit", id: uuid(), message, body }
      : { type: "send", id: uuid(), body, reply_to: Number(answer) || null };
    if (!message) {
      this.field.value = this.text = "";
      this.limits.sentNow();
    }
    this.typing = 0;
    this.post(act);
    this.about("");
    this.field.focus();
    this.sending(act);
  }

  refuse() {
    this.limits.say();
    this.page.querySelector("[data-said]").textContent = this.limits.place.textContent; // once; not each second
  }

  async post(act) {
    this.loose.set(act.id, act);
    const { loose } = await this.act(act);
    if (!loose) this.settled(act.id);
  }

  // The act is on the disk, or answered.
  settled(id) {
    if (this.loose.delete(id)) this.save();
  }

  // The subject of the message --------------------------------------------------------------------
  about(text, { answer = "", change = null, body, focus = true } = {}) {
    if (change) this.field.value = body;
    else if (this.subject.changing) this.field.value = this.text;
    this.subject.set({ text, answer, change });
    if (text && focus) this.field.focus();
    this.grow();
    this.limits.say();
    this.save();
  }

  // Returns whether there was something to cancel.
  cancel() {
    const was = this.subject.isSet;
    this.about("");
    if (was) this.field.focus();
    return was;
  }

  // Sets slow mode: so many seconds between two messages.
  slowed(seconds) { this.limits.slowed(seconds); }

  // Permission to write ---------------------------------------------------------------------------
  // The typed text stays, and its author can go on typing.
  bar(reasons) {
    this.bars.set(reasons);
    const isBarred = this.bars.reason !== "";
    if (document.activeElement === this.button && isBarred) this.field.focus();
    this.button.disabled = isBarred;
    this.field.disabled = isBarred && !this.field.value && document.activeElement !== this.field;
  }

  // The room has ended, with that close code. If it was closed, the unsent text can still be read and copied. If it has
  // ended for this person alone, the text is removed, because nobody else on this phone may read it.
  end(code) {
    this.save();
    this.ended = true;
    if (code !== 4409) this.field.value = "";
    const further = { 4401: ", [data-sign-in]", 4409: this.field.value ? ", .field" : "" }[code] ?? "";
    for (const element of this.form.children) element.hidden = !element.matches(`[data-line]${further}`);
    this.bars.end();
    this.field.readOnly = true;
  }
}
