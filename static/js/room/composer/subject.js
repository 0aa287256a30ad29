// The subject of the next message: an answer, a change, or none. A bar above the field shows it.

export class Subject {
  constructor(form) {
    this.bar = form.querySelector("[data-about-this]");
    this.reply = form.elements.reply_to;
    this.changing = null;
  }

  get isSet() { return !this.bar.hidden; }

  get text() { return this.isSet ? this.bar.firstElementChild.textContent : ""; }

  // The id of the message that is answered, "" for none.
  get answer() { return this.reply.value; }

  set({ text, answer, change }) {
    this.bar.hidden = !text;
    this.bar.firstElementChild.textContent = text;
    this.reply.value = answer;
    this.changing = change;
  }
}
