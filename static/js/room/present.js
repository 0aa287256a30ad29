// Who is here, who is writing.
import { fill } from "./message.js";

const WRITES_FOR = 30000; // a little longer than until it is said again

export class Present {
  constructor(page, talk) {
    Object.assign(this, { words: page.dataset, talk, writers: new Map() });
    this.here = page.querySelector("[data-present]");
    this.typing = page.querySelector("[data-typing]");
  }

  show(present) {
    const others = present.filter((id) => id !== this.talk.me);
    const names = this.names(others);
    this.here.textContent = !others.length ? this.words.alone
      : others.length > 4 ? fill(this.words.many, { count: present.length }) : fill(this.words.here, { names });
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
    const words = writers.length > 1 ? this.words.writingTogether : this.words.writing;
    this.typing.textContent = writers.length ? fill(words, { names: this.names(writers) }) : "";
  }

  names(people) { return new Intl.ListFormat(document.documentElement.lang).format(people.map((id) => this.talk.name(id))); }

  nobody() { this.here.textContent = this.typing.textContent = ""; }
}
