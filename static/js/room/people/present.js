// Says who is here and who is writing.
import { fill, words } from "../words.js";

const WRITES_FOR = 30000; // a little longer than the pause until the next frame
const NAMED = 4;

export class Present {
  constructor(page, talk) {
    Object.assign(this, { talk, writers: new Map() });
    this.here = page.querySelector("[data-present]");
    this.typing = page.querySelector("[data-typing]");
  }

  show(present) { this.here.textContent = this.sentence(present); }

  sentence(present) {
    const others = present.filter((id) => id !== this.talk.me);
    if (!others.length) return words.alone;
    if (others.length > NAMED) return fill(words.many, { count: present.length });
    return fill(words.here, { names: this.names(others) });
  }

  writes(who) {
    clearTimeout(this.writers.get(who));
    this.writers.set(who, setTimeout(() => this.stops(who), WRITES_FOR));
    this.sayWriters();
  }

  stops(who) {
    clearTimeout(this.writers.get(who));
    if (this.writers.delete(who)) this.sayWriters();
  }

  sayWriters() {
    const writers = [...this.writers.keys()].slice(0, 3);
    const phrase = writers.length > 1 ? words.writing_together : words.writing;
    this.typing.textContent = writers.length ? fill(phrase, { names: this.names(writers) }) : "";
  }

  names(people) {
    return new Intl.ListFormat(document.documentElement.lang).format(people.map((id) => this.talk.name(id)));
  }

  nobody() { this.here.textContent = this.typing.textContent = ""; }
}
