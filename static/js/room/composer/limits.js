// Why a text has to wait: slow mode, or too many letters. It is said beside the text, which stays.
import { fill, words } from "../words.js";

export class Limits {
  constructor(form, field) {
    Object.assign(this, { field, place: form.querySelector("[data-slow-line]"), slow: 0, sent: 0, clock: null });
    this.longest = field.maxLength;
    field.removeAttribute("maxlength"); // what is pasted is not cut: what is too much is said
  }

  // Slow mode: so many seconds between two messages.
  slowed(seconds) {
    this.slow = seconds;
    this.say();
  }

  sentNow() {
    this.sent = Date.now();
    if (this.slow) this.say();
  }

  // Seconds until the next message can go.
  get rest() { return Math.ceil(this.slow + (this.sent - Date.now()) / 1000); }

  // Letters too many.
  get over() { return [...this.field.value.trim()].length - this.longest; }

  say() {
    const { rest, over } = this;
    const slow = rest > 0 ? fill(words.slow, { count: rest }) : "";
    this.place.textContent = over > 0 ? fill(words.too_long, { count: over }) : slow;
    this.place.hidden = !this.place.textContent;
    clearTimeout(this.clock);
    if (rest > 0) this.clock = setTimeout(() => this.say(), 1000);
  }
}
