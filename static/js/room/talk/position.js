// Keeps the reader's place: a reader at the end stays at the end; further up, the message in sight does not move when
// anything around it grows.
import { button } from "../button.js";
import { fill, words } from "../words.js";

const TOP = 60;
const NEAR_END = 80;

export class Position {
  // `read` is called when the reader has the end in sight.
  constructor(page, talk, read) {
    Object.assign(this, { list: talk.list, talk, read, missed: 0, title: document.title, end: true });
    document.documentElement.style.overflowAnchor = "none";
    this.below = button("", "button below", () => this.onward());
    this.below.hidden = true;
    page.querySelector("[data-composer]")?.prepend(this.below); // above it, however high it is
    addEventListener("scroll", () => this.scrolled(), { passive: true });
    addEventListener("resize", () => this.keep());
    document.addEventListener("visibilitychange", () => this.seen());
    if (window.ResizeObserver) new ResizeObserver(() => this.keep()).observe(page);
  }

  scrolled() {
    this.hold();
    this.seen();
  }

  // Remembers the first message in sight, and its place on the screen.
  hold() {
    const rows = this.list.children;
    let [low, high] = [0, rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].getBoundingClientRect().bottom > TOP) high = middle;
      else low = middle + 1;
    }
    while (rows[low] && !rows[low].dataset.at) low += 1;
    this.held = rows[low];
    this.top = this.held?.getBoundingClientRect().top;
    this.end = innerHeight + scrollY > document.documentElement.scrollHeight - NEAR_END;
  }

  keep() {
    if (this.end) scrollTo(0, document.documentElement.scrollHeight);
    else if (this.held?.isConnected) scrollBy(0, this.held.getBoundingClientRect().top - this.top);
  }

  toEnd() {
    this.end = true;
    this.keep();
    this.seen();
  }

  // Scrolls to the mark where the reader left, if it is further down, else to the end.
  onward() {
    const hadFocus = document.activeElement === this.below;
    const mark = this.list.querySelector(".mark-new");
    if (mark?.getBoundingClientRect().top > innerHeight) mark.scrollIntoView();
    else this.toEnd();
    if (!hadFocus || !this.below.hidden) return;
    [...this.list.querySelectorAll(".more-acts:not([hidden])")].pop()?.focus({ preventScroll: true });
  }

  begin() {
    const mark = this.list.querySelector(".mark-new");
    this.end = !mark && !location.hash;
    if (mark) mark.scrollIntoView({ block: "center" });
    this.keep();
    this.hold();
  }

  // Counts so many new messages of others.
  came(count) {
    if (!count) return this.keep();
    this.missed += count;
    const isAway = document.hidden || !this.end;
    this.keep();
    if (!isAway) return this.seen();
    this.below.hidden = this.end;
    this.below.textContent = fill(words.below, { count: this.missed });
    document.title = `(${this.missed}) ${this.title}`;
  }

  seen() {
    if (document.hidden || !this.end) return;
    this.missed = 0;
    this.talk.marked = false;
    this.below.hidden = true;
    document.title = this.title;
    this.read();
  }
}
