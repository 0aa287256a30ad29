// The stages of an exchange above its talk. Without this module the server's words stay and the buttons are plain
// forms.
import { fill } from "../words.js";
import { StageClock } from "./clock.js";
import { StageForm } from "./form.js";

export class StageStrip {
  constructor(strip, page) {
    const { clock, stages, zone, place, told, words } = JSON.parse(strip.dataset.stages);
    Object.assign(this, { strip, page, stages, zone, place, told, words, clock: new StageClock(clock) });
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const form = strip.querySelector("form.room-acts");
    this.form = form && new StageForm(form, strip.querySelector("[data-refused]"), words, (said) => this.take(said));
    this.shown = this.name({ number: clock.number, over: Boolean(clock.over_at) });
    this.take(clock);
    this.toCurrent();
    this.listen();
  }

  listen() {
    const on = (type, done) => this.page.addEventListener(`kapok:${type}`, ({ detail }) => done(detail));
    on("stage", ({ stage }) => this.take(stage));
    on("welcome", ({ room, heard_at: heardAt }) => room?.stage && this.take(room.stage, heardAt));
    on("told", (detail) => this.tell(detail));
    on("empty", () => this.clock.forget());
    setInterval(() => this.draw(), 1000);
    document.addEventListener("visibilitychange", () => this.draw());
  }

  take(said, heardAt = Date.now()) {
    this.clock.take(said, heardAt);
    this.draw();
  }

  name({ number, over }) { return `${number} ${over} ${this.clock.said.acts}`; }

  set(name, text) {
    const element = this.strip.querySelector(`[data-${name}]`);
    if (element.textContent !== text) element.textContent = text;
  }

  draw() {
    const { stands, said } = this.clock;
    if (!stands.number || document.hidden) return;
    this.set("time", this.time(stands));
    const name = this.name(stands);
    if (name === this.shown) return;
    this.lead(stands);
    this.shown = name;
    for (const offer of this.strip.querySelectorAll("[data-before]")) offer.hidden = true;
    const { words } = this;
    const { number, over } = stands;
    const { title, prompt, role } = this.stages[number - 1];
    const heading = over ? words.over : fill(words.heading, { number, of: said.of, title });
    this.set("heading", heading);
    this.set("prompt", over ? words.stays_open : prompt);
    this.set("told", `${heading}. ${this.time(stands)}`);
    if (role) this.cast(over ? { words: "", listens: false } : role);
    this.mark(stands);
    this.form?.offer(stands, said);
    for (const form of this.strip.querySelectorAll("[data-before]")) form.hidden = true; // it has begun
  }

  // Says in the composer what the reader's role does now; who listens is asked before they send.
  cast({ words, listens }) {
    const [told, asks] = ["role", "listens"].map((name) => this.page.querySelector(`[data-${name}]`));
    if (!told) return; // a closed room
    told.textContent = words;
    asks.hidden = asks.firstElementChild.disabled = !listens;
  }

  // The next turn at the tables opens by itself, unless somebody writes or the connection is lost.
  lead({ number, over }) {
    const { next } = this.strip.dataset;
    const before = Number(this.shown.split(" ")[0]);
    const writes = document.getElementById("body")?.value;
    if (next && number !== before && !over && !writes && navigator.onLine) location.assign(next);
  }

  time({ left, ends, over }) {
    if (over) return "";
    const { words } = this;
    const minutes = Math.ceil(left / 60000);
    const rest = minutes > 1 ? fill(words.left, { minutes }) : words.last_minute;
    if (ends === null) return fill(words.paused, { left: rest });
    const options = { hour: "2-digit", minute: "2-digit", timeZone: this.zone };
    const time = new Date(ends).toLocaleTimeString("en-GB", options);
    return fill(words.until, { left: rest, time, place: this.place });
  }

  // Marks the stage in the strip and in the agenda beside it.
  mark({ number, over }) {
    for (const row of document.querySelectorAll("[data-stage]")) {
      const own = Number(row.dataset.stage);
      const isNow = own === number && !over;
      const mark = row.querySelector("[data-mark]");
      const word = isNow ? this.words.now : own <= number ? this.words.done : "";
      mark.textContent = word && row.matches(".badge") ? ` · ${word}` : word;
      mark.hidden = !word;
      if (isNow) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    this.toCurrent();
  }

  toCurrent() {
    const list = this.strip.querySelector("ol");
    const row = list.querySelector("[aria-current]");
    const behavior = this.still ? "auto" : "smooth";
    if (row) list.scrollTo({ left: row.offsetLeft - list.offsetLeft - 16, behavior });
  }

  // Shows a message about an act in the reader's language, with the state of the clock at that time.
  tell({ row, message }) {
    if (message.stage.relay) return; // an act of a relay: the server's words stay
    const { act, added, key, number, left } = message.stage;
    const title = this.stages.find((stage) => stage.key === key)?.title ?? "";
    this.take(message.stage, null);
    if (!this.told[act]) return; // an act of a later version: the server's words stay
    const said = document.createElement("p");
    said.textContent = fill(this.told[act], { number, title, minutes: added ?? Math.ceil(left / 60) });
    row.querySelector(".prose").replaceChildren(said);
    row.querySelector(".prose").removeAttribute("lang");
  }
}
