// Where one writes: the field and its draft, what the next message is about, slow mode, muting.
import { Drafts } from "./drafts.js";
import { fill, uuid } from "./message.js";

const TYPING_EVERY = 24000; // with its way through TLS each costs the writer 45 bytes, and everybody else 50

// `act` and `passing` as of the client. What is typed stays on this device until it is sent, each person's own for each room.
export class Composer {
  constructor(page, { act, passing, sending }) {
    Object.assign(this, { page, words: page.dataset, act, passing, sending });
    this.form = page.querySelector("[data-composer]");
    this.field = this.form.elements.body;
    this.button = this.form.querySelector("[type=submit]");
    this.wait = this.form.querySelector("[data-slow-line]");
    this.longest = this.field.maxLength;
    this.field.removeAttribute("maxlength"); // what is pasted is not cut: what is too much is said
    this.drafts = new Drafts(this.words.me, this.words.room);
    this.typing = this.slow = this.sent = 0;
    this.changing = null;
    this.ended = false;
    this.loose = new Map();
    const { barred, paused } = this.words;
    this.goOn = page.querySelector("[data-go-on]");
    this.bars = { muted: false, paused: Boolean(barred) && barred === paused, pausing: this.goOn?.hidden === false };
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("pagehide", () => this.save()); // another tab may have taken it over
    this.form.querySelector("[data-cancel]").addEventListener("click", (event) => { event.preventDefault(); this.cancel(); });
    this.begin();
    this.grow();
  }

  // What the server gave back, or an answer that was just chosen, comes before a draft; the address asks for it once only.
  begin() {
    this.text = this.field.value; // of the next message: it waits beneath a change
    const asked = this.text || this.form.elements.reply_to.value;
    if (asked) history.replaceState(null, "", location.pathname + location.hash);
    const taken = (draft) => {
      if (this.text || this.changing || this.ended) return false;
      this.resume(draft, asked);
      return true;
    };
    if (this.drafts.own?.draft) taken(this.drafts.own.draft);
    this.drafts.offerLeft(taken);
  }

  resume({ text = "", about, answer, change, changed, loose = [] }, asked) {
    this.field.value = this.text = text;
    if (about && !asked) this.about(about, { answer, change, body: changed, focus: false });
    for (const act of loose) this.post(act);
    this.save();
    this.grow();
  }

  // What was sent and is in this page's memory only stays with the draft until the server has it: by its id it is done once.
  save() {
    if (this.ended) return;
    const { text, changing: change, form } = this;
    const bar = form.querySelector("[data-about-this]");
    const about = bar.hidden ? "" : bar.firstElementChild.textContent;
    const loose = [...this.loose.values()];
    const changed = change && this.field.value;
    const some = text || about || loose.length;
    this.drafts.keep(some ? { text, about, answer: form.elements.reply_to.value, change, changed, loose } : null);
  }

  async post(act) {
    this.loose.set(act.id, act);
    const { loose } = await this.act(act);
    if (!loose) this.settled(act.id);
  }

  settled(id) { if (this.loose.delete(id)) this.save(); }

  typed() {
    if (!this.changing) this.text = this.field.value;
    this.save();
    this.grow();
    this.sayWait();
    if (this.barred() || Date.now() - this.typing < TYPING_EVERY) return;
    this.typing = Date.now();
    this.passing({ type: "typing" });
  }

  // With a keyboard Enter sends; on a phone it is a new line and the button sends.
  pressed(event) {
    const { key, shiftKey, isComposing } = event;
    if (key === "Enter" && !shiftKey && !isComposing && matchMedia("(hover: hover)").matches) {
      event.preventDefault();
      this.submit();
    }
    if (key !== "ArrowUp" || this.field.value) return;
    event.preventDefault();
    [...this.page.querySelectorAll(".say.mine[data-message]:not([data-told]) .more-acts:not([hidden])")].pop()?.focus();
  }

  submit() {
    const body = this.field.value.trim();
    if (!body || this.ended || this.barred()) return;
    if (this.over() > 0 || (!this.changing && this.rest() > 0)) {
      this.sayWait();
      this.page.querySelector("[data-said]").textContent = this.wait.textContent; // once; not each second
      return;
    }
    const about = Number(this.form.elements.reply_to.value) || null;
    const act = this.changing
      ? { type: "edit", id: uuid(), message: this.changing, body }
      : { type: "send", id: uuid(), body, reply_to: about };
    if (!this.changing) {
      this.field.value = this.text = "";
      this.sent = Date.now();
      if (this.slow) this.sayWait();
    }
    this.typing = 0;
    this.post(act);
    this.about("");
    this.field.focus();
    this.sending(act);
  }

  // Slow mode: so many seconds between two messages. How long to wait stands beside the text, which stays.
  slowed(seconds) {
    this.slow = seconds;
    this.sayWait();
  }

  rest() { return Math.ceil(this.slow + (this.sent - Date.now()) / 1000); }

  over() { return [...this.field.value.trim()].length - this.longest; }

  sayWait() {
    const [rest, over] = [this.rest(), this.over()];
    const slow = rest > 0 ? fill(this.words.slow, { count: rest }) : "";
    this.wait.textContent = over > 0 ? fill(this.words.tooLong, { count: over }) : slow;
    this.wait.hidden = !this.wait.textContent;
    clearTimeout(this.clock);
    if (rest > 0) this.clock = setTimeout(() => this.sayWait(), 1000);
  }

  // What the next message is about: an answer, a change, or nothing in particular.
  about(text, { answer = "", change = null, body, focus = true } = {}) {
    const bar = this.form.querySelector("[data-about-this]");
    bar.hidden = !text;
    bar.firstElementChild.textContent = text;
    this.form.elements.reply_to.value = answer;
    if (change) this.field.value = body;
    else if (this.changing) this.field.value = this.text;
    this.changing = change;
    if (text && focus) this.field.focus();
    this.grow();
    this.sayWait();
    this.save();
  }

  // Tells whether there was something to cancel.
  cancel() {
    const was = !this.form.querySelector("[data-about-this]").hidden;
    this.about("");
    if (was) this.field.focus();
    return was;
  }

  // Muted, or the conversation paused by the other one or by oneself: what is typed stays, and who is typing can go on.
  bar(why) {
    Object.assign(this.bars, why);
    if (document.activeElement === this.button && this.barred()) this.field.focus();
    this.button.disabled = this.barred() !== "";
    this.field.disabled = this.button.disabled && !this.field.value && document.activeElement !== this.field;
    if (this.goOn) this.goOn.hidden = !this.bars.pausing;
  }

  // Why one cannot write now, "" where one can.
  barred() { return this.words[Object.keys(this.bars).find((why) => this.bars[why])] ?? ""; }

  // The room has ended, by that close code. Where it was closed, what was being written can still be read and copied; where it
  // has ended for this person alone, nobody else on this phone may read that.
  end(code) {
    this.save();
    this.ended = true;
    if (code !== 4409) this.field.value = "";
    const further = { 4401: ", [data-sign-in]", 4409: this.field.value ? ", .field" : "" }[code] ?? "";
    for (const part of this.form.children) part.hidden = !part.matches(`[data-line]${further}`);
    if (this.goOn) this.goOn.hidden = true;
    this.field.readOnly = true;
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, innerHeight / 3)}px`;
  }
}
