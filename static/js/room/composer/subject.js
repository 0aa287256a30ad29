// What the next message is about: an answer, a change, or nothing in particular. A bar above the field says it.

export class Subject {
  constructor(form) {
    this.bar = form.querySelector("[data-about-this]");
    this.reply = form.elements.reply_to;
    this.changing = null;
  }

  get isSet() { return !this.bar.hidden; }

  get text() { return this.isSet ? this.bar.firstElementChild.textContent : ""; }

  // The message that is answered, "" for none.
  get answer() { return this.reply.value; }

  set({ text, answer, change }) {
    this.bar.hidden = !text;
    this.bar.firstElementChild.textContent = text;
    this.reply.value = answer;
    this.changing = change;
  }
}
