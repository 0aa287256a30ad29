// What a screen reader is told, politely: what others say, not the whole page again; joined where much comes at once.
import { fill } from "./message.js";

const TOGETHER = 1200;
const MANY = 3;

export class Voice {
  constructor(page) {
    this.words = page.dataset;
    this.place = page.querySelector("[data-said]");
    this.waiting = [];
  }

  // `who`: gives the name once it is spoken; by then it may be known.
  say(who, text, lang) {
    this.waiting.push({ who, text, lang });
    this.timer ??= setTimeout(() => this.speak(), TOGETHER);
  }

  speak() {
    const said = this.waiting;
    this.timer = null;
    this.waiting = [];
    const last = said[said.length - 1];
    const lines = said.length > MANY
      ? [{ text: fill(this.words.came, { count: said.length, name: last.who() }), lang: document.documentElement.lang }]
      : said.map(({ who, text, lang }) => ({ text: `${who()}: ${text}`, lang }));
    this.place.replaceChildren(...lines.map(({ text, lang }) => {
      const line = document.createElement("span");
      line.lang = lang;
      line.textContent = `${text} `;
      return line;
    }));
  }
}
