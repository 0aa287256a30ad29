// The limits of a text: slow mode and its length. A note beside the field says why it has to wait; the text stays.
import { fill, words } from "../words.js";

export class Limits {
  constructor(form, field) {
    Object.assign(this, { field, place: form.querySelector("[data-slow-line]"), slow: 0, sent: 0, clock: null });
    this.longest = Number(field.dataset.longest);
  }

  // Sets slow mode: so many seconds between two messages.
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

  // The number of characters past the limit.
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
