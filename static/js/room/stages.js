// The stage clock of an exchange. Where it stands is computed from the last thing that people did with it, as the server
// does; nothing is asked while it runs. Without this module the server's words stand and the buttons are plain forms.

import { fill } from "./message.js";

// Where a clock, as the server said it, stands at a later moment (milliseconds) if nobody does anything until then.
export function later(clock, now) {
  if (!clock.ends_at) return { number: clock.number, left: clock.left * 1000, ends: null, over: Boolean(clock.over_at) };
  let number = clock.number;
  let ends = Date.parse(clock.ends_at);
  while (now >= ends && number < clock.of) ends += clock.minutes[number++] * 60000;
  return now >= ends ? { number, left: 0, ends: null, over: true } : { number, left: ends - now, ends, over: false };
}

class Strip {
  constructor(strip, page) {
    Object.assign(this, JSON.parse(strip.dataset.stages), { strip, page });
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.shown = this.name({ number: this.clock.number, over: Boolean(this.clock.over_at) });
    this.take(this.clock);
    this.toCurrent();
    page.addEventListener("kapok:stage", ({ detail }) => this.take(detail.stage));
    page.addEventListener("kapok:empty", () => { this.clock = { ...this.clock, acts: 0 }; });
    page.addEventListener("kapok:welcome", ({ detail }) => { if (detail.room?.stage) this.take(detail.room.stage, detail.heard_at); });
    page.addEventListener("kapok:told", ({ detail }) => this.tell(detail));
    strip.querySelector("form")?.addEventListener("submit", (event) => this.act(event));
    setInterval(() => this.draw(), 1000);
    document.addEventListener("visibilitychange", () => this.draw());
  }

  // What the server says last counts; where it is known when this device heard it, also how far its clock is from the server's.
  take(clock, heardAt = Date.now()) {
    if (heardAt) this.ahead = Date.parse(clock.now) - heardAt;
    if (clock.acts >= this.clock.acts) this.clock = clock;
    this.draw();
  }

  stands() { return later(this.clock, Date.now() + this.ahead); }

  name({ number, over }) { return `${number} ${over} ${this.clock.acts}`; }

  set(part, text) {
    const place = this.strip.querySelector(`[data-${part}]`);
    if (place.textContent !== text) place.textContent = text;
  }

  draw() {
    const stands = this.stands();
    if (!stands.number || document.hidden) return;
    this.set("time", this.time(stands));
    const name = this.name(stands);
    if (name === this.shown) return;
    this.shown = name;
    const { words } = this;
    const stage = this.stages[stands.number - 1];
    this.set("heading", stands.over ? words.over : fill(words.heading, { number: stands.number, of: this.clock.of, title: stage.title }));
    this.set("prompt", stands.over ? words.stays_open : stage.prompt);
    this.set("told", `${this.strip.querySelector("[data-heading]").textContent}. ${this.time(stands)}`);
    this.mark(stands);
    this.offer(stands);
  }

  time({ left, ends, over }) {
    if (over) return "";
    const { words } = this;
    const minutes = Math.ceil(left / 60000);
    const said = minutes > 1 ? fill(words.left, { minutes }) : words.last_minute;
    if (ends === null) return fill(words.paused, { left: said });
    const time = new Date(ends).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.zone });
    return fill(words.until, { left: said, time, place: this.place });
  }

  // In the strip, and in the agenda beside it.
  mark({ number, over }) {
    for (const row of this.page.parentElement.querySelectorAll("[data-stage]")) {
      const own = Number(row.dataset.stage);
      const now = own === number && !over;
      const mark = row.querySelector("[data-mark]");
      const word = now ? this.words.now : own <= number ? this.words.done : "";
      mark.textContent = word && row.matches(".badge") ? ` · ${word}` : word;
      mark.hidden = !word;
      if (now) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    this.toCurrent();
  }

  toCurrent() {
    const list = this.strip.querySelector("ol");
    const row = list.querySelector("[aria-current]");
    if (row) list.scrollTo({ left: row.offsetLeft - list.offsetLeft - 16, behavior: this.still ? "auto" : "smooth" });
  }

  offer({ number, over }) {
    const form = this.strip.querySelector("form");
    if (!form) return;
    const within = form.contains(document.activeElement);
    const paused = Boolean(this.clock.paused_at);
    form.hidden = over;
    const can = { begin: false, resume: !over && paused, pause: !over && !paused, extend: !over, "move-on": !over };
    for (const button of form.querySelectorAll("[data-do]")) button.hidden = !can[button.dataset.do];
    form.querySelector("[data-do=move-on]").textContent = number === this.clock.of ? this.words.finish : this.words.next;
    form.elements.stage.value = number;
    form.elements.seen.value = this.clock.acts;
    if (within) form.querySelector("[data-do]:not([hidden])")?.focus();
  }

  // The server's answer is the clock itself, so it shows even where no socket is open.
  async act(event) {
    event.preventDefault();
    const body = new FormData(event.target);
    this.refuse("");
    try {
      const answer = await fetch(event.submitter.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) this.take(said.stage);
      else this.refuse(said.detail);
    } catch {
      this.refuse(this.words.no_line);
    }
  }

  refuse(text) {
    const place = this.strip.querySelector("[data-refused]");
    place.textContent = text;
    place.hidden = !text;
  }

  // A message of the talk that says what somebody did: in the reader's language, and the clock as it then stood.
  tell({ row, message }) {
    const { act, added, key, number, left } = message.stage;
    const title = this.stages.find((stage) => stage.key === key)?.title ?? "";
    this.take(message.stage, null);
    if (!this.told[act]) return; // a later version's: the server's words stand
    const said = document.createElement("p");
    said.textContent = fill(this.told[act], { number, title, minutes: added ?? Math.ceil(left / 60) });
    row.querySelector(".prose").replaceChildren(said);
    row.querySelector(".prose").removeAttribute("lang");
  }
}

const strip = globalThis.document?.getElementById("stages");
if (strip) new Strip(strip, document.getElementById("room"));
