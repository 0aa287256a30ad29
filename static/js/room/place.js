// Where the reader is: at the end one stays at the end; further up what is read keeps its place, whatever grows around it.
import { readPage } from "./doors.js";
import { button, fill } from "./message.js";

const TOP = 60;

// `read`: called when the reader has the end in sight.
export class Place {
  constructor(page, talk, read) {
    Object.assign(this, { words: page.dataset, list: talk.list, talk, read, missed: 0, title: document.title, end: true });
    document.documentElement.style.overflowAnchor = "none";
    this.below = button("", "button below", () => this.onward());
    this.below.hidden = true;
    page.querySelector("[data-composer]")?.prepend(this.below); // above it, however high it is
    addEventListener("scroll", () => { this.hold(); this.seen(); }, { passive: true });
    addEventListener("resize", () => this.keep());
    document.addEventListener("visibilitychange", () => this.seen());
    if (window.ResizeObserver) new ResizeObserver(() => this.keep()).observe(page);
    page.querySelector("[data-older]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.older(event.currentTarget);
    });
  }

  // The first message in sight, and where it stands.
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
    this.end = innerHeight + scrollY > document.documentElement.scrollHeight - 80;
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

  // First to where the reader left, if that is further down, then to the end.
  onward() {
    const focused = document.activeElement === this.below;
    const mark = this.list.querySelector(".mark-new");
    if (mark?.getBoundingClientRect().top > innerHeight) mark.scrollIntoView();
    else this.toEnd();
    if (focused && this.below.hidden) [...this.list.querySelectorAll(".more-acts:not([hidden])")].pop()?.focus({ preventScroll: true });
  }

  begin() {
    const mark = this.list.querySelector(".mark-new");
    this.end = !mark && !location.hash;
    if (mark) mark.scrollIntoView({ block: "center" });
    this.keep();
    this.hold();
  }

  // So many new messages of others came.
  came(count) {
    if (!count) return this.keep();
    this.missed += count;
    const away = document.hidden || !this.end;
    this.keep();
    if (!away) return this.seen();
    this.below.hidden = this.end;
    this.below.textContent = fill(this.words.below, { count: this.missed });
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

  // Older pages come as the server shows them.
  async older(link) {
    if (this.loading) return;
    this.loading = true;
    this.failed?.remove();
    this.list.parentElement.setAttribute("aria-busy", "true");
    try {
      const page = await readPage(link.href);
      this.hold();
      this.end = false;
      const joint = this.list.querySelector(".day");
      const rows = [...page.querySelector("[data-talk]").children].map((row) => document.adoptNode(row));
      if (rows.some((row) => row.matches(".mark-new"))) this.list.querySelector(".mark-new")?.remove();
      this.list.prepend(...rows);
      for (const row of rows) this.talk.label(row);
      const days = [...this.list.querySelectorAll(".day")];
      if (joint && days[days.indexOf(joint) - 1]?.textContent === joint.textContent) joint.remove();
      const next = page.querySelector("[data-older]");
      if (next) link.href = next.getAttribute("href");
      else link.parentElement.remove();
      this.keep();
      if (!next) rows.find((row) => row.dataset.message)?.querySelector(".more-acts")?.focus({ preventScroll: true });
    } catch {
      this.failed = document.createElement("span");
      Object.assign(this.failed, { className: "quiet", role: "status", textContent: this.words.olderFailed });
      link.after(this.failed);
    }
    this.list.parentElement.removeAttribute("aria-busy");
    this.loading = false;
  }
}
