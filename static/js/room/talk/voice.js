// The words for a screen reader: others' messages, not the whole page again; summed up when many come at once.
import { fill, words } from "../words.js";

const TOGETHER = 1200;
const MANY = 3;

export class Voice {
  constructor(page) { Object.assign(this, { place: page.querySelector("[data-said]"), waiting: [], timer: null }); }

  // `who` returns the name when it is spoken; it may be known by then.
  say(who, text, lang) {
    this.waiting.push({ who, text, lang });
    this.timer ??= setTimeout(() => this.speak(), TOGETHER);
  }

  speak() {
    const { waiting } = this;
    this.timer = null;
    this.waiting = [];
    const lines = waiting.length > MANY ? [this.sum(waiting)] : waiting;
    this.place.replaceChildren(...lines.map(({ who, text, lang }) => {
      const line = document.createElement("span");
      line.lang = lang;
      line.textContent = who ? `${who()}: ${text} ` : `${text} `;
      return line;
    }));
  }

  sum(waiting) {
    const name = waiting[waiting.length - 1].who();
    return { text: fill(words.came, { count: waiting.length, name }), lang: document.documentElement.lang };
  }
}
