// One field of the worksheet: saves what is typed, and shows what others write there without touching what one types.
import { clocks } from "../talk/clocks.js";
import { fill, words } from "../words.js";
import { uuid } from "../uuid.js";
import { Versions } from "./versions.js";

const PAUSE = 2500; // ms without a key, after which the text is saved

export class Field {
  // `sheet`: me, lang, words, name(member), act(act), retry(id), drop(id).
  constructor(form, sheet) {
    Object.assign(this, { form, sheet, key: form.dataset.field, waiting: new Map(), refused: null });
    this.box = form.elements.body;
    this.state = form.querySelector("[data-state]");
    this.clash = form.querySelector("[data-clash]");
    const shown = [...form.querySelectorAll("[name=over]")];
    this.versions = new Versions(shown.map(({ value, dataset }) => ({
      id: Number(value), author: Number(dataset.author), name: dataset.name, text: dataset.text, lang: dataset.lang,
      at: dataset.at,
    })));
    this.base = this.versions.ids; // the versions that the box was filled from
    this.last = this.box.value;
    this.button = form.querySelector("button[type=submit]");
    this.offerSaving();
    this.listen();
    if (this.versions.clash) this.showClash();
  }

  get dirty() { return this.box.value !== this.last; }

  get done() { return Boolean(this.versions.text); }

  listen() {
    let timer;
    const save = () => {
      clearTimeout(timer);
      this.save();
    };
    this.box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    this.box.addEventListener("change", save);
    this.box.addEventListener("blur", () => {
      if (!this.dirty && !this.refused) this.fillBox();
    });
    addEventListener("pagehide", save);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      if (this.refused && !this.dirty) this.sheet.retry(this.refused);
      else this.save(true);
    });
  }

  // Saves what is in the box; `anyway`: also if nobody typed since, which joins texts that clash.
  save(anyway = false) {
    const body = this.box.value.trim();
    if (this.box.readOnly || body.length > Number(this.box.dataset.longest)) return;
    if (!this.dirty && !(anyway && this.versions.clash)) return;
    this.write(body, this.base);
  }

  // Adds to the text, from a message of the talk.
  keep(text) {
    const { value } = this.box;
    this.box.value = value ? `${value}\n${text}` : text;
    this.save();
  }

  write(body, over) {
    if (this.refused) this.sheet.drop(this.refused);
    const act = { type: "write", id: uuid(), field: this.key, body, over };
    this.last = this.box.value;
    this.base = [act.id];
    this.sheet.act(act);
  }

  // My act waits for its ack: from here, from another tab, or from before a reload.
  wait(act) {
    if (act.refused) return this.refuse(act);
    this.refused = null;
    this.waiting.set(act.id, act);
    this.versions.wait({ ...act, at: new Date(act.at ?? Date.now()).toISOString() }, this.sheet.me, this.sheet.lang);
    if (!this.dirty && this.box.value.trim() !== act.body) this.fillBox();
    this.show();
  }

  acked(act, message) {
    this.waiting.delete(act.id);
    this.versions.acked(act.id, message);
    this.base = this.base.map((id) => (id === act.id ? message : id));
    this.show();
  }

  refuse(act) {
    this.waiting.delete(act.id);
    this.refused = act.id;
    this.versions.dropped(act.id);
    if (this.base.includes(act.id)) this.base = act.over;
    if (!this.dirty) this.last = this.box.value = act.body;
    const reason = act.refused === true ? words.untaken : act.refused;
    this.state.textContent = fill(this.sheet.phrases.refused, { reason });
    this.form.classList.add("refused");
    this.offerSaving();
  }

  dropped(act) {
    this.waiting.delete(act.id);
    this.versions.dropped(act.id);
    if (this.refused === act.id) this.refused = null;
  }

  // A version has come from the room.
  take(message) {
    if (!this.versions.take(message)) return;
    if (!this.dirty) this.fillBox();
    this.show();
  }

  // Leaves a text alone while the person is in its field.
  fillBox() {
    if (document.activeElement === this.box && this.box.value) return;
    this.last = this.box.value = this.versions.text;
    this.base = this.versions.ids;
    this.box.lang = this.versions.standing[0]?.lang ?? "";
  }

  // The text saves itself; the button joins texts that clash, and tries again what was refused.
  offerSaving() {
    if (this.button) this.button.hidden = !this.versions.clash && !this.refused;
  }

  show() {
    this.form.classList.remove("refused");
    this.form.querySelector("[data-history]")?.toggleAttribute("hidden", !this.versions.standing.length);
    this.state.textContent = this.words();
    this.showClash();
    this.offerSaving();
    this.sheet.changed(this);
  }

  words() {
    const { phrases, name, away, me, zone } = this.sheet;
    if (this.waiting.size) return away() ? words.kept : phrases.sending;
    const [version] = this.versions.standing;
    if (!version || this.versions.clash) return "";
    const who = version.author === me ? words.you : version.name ?? name(version.author);
    return fill(phrases.saved, { name: who, time: clocks(new Date(version.at), null, zone) });
  }

  showClash() {
    const { clash } = this.versions;
    this.clash.hidden = !clash;
    if (!clash) return;
    const other = this.versions.standing.find(({ author }) => author !== this.sheet.me) ?? this.versions.standing[0];
    const line = document.createElement("p");
    line.textContent = fill(this.sheet.phrases.clash, { name: other.name ?? this.sheet.name(other.author) });
    this.clash.replaceChildren(line, ...this.versions.standing.map((version) => this.quote(version)));
  }

  quote(version) {
    const quote = document.getElementById("version").content.firstElementChild.cloneNode(true);
    const { me, name } = this.sheet;
    quote.querySelector(".who").textContent = version.author === me ? words.you : version.name ?? name(version.author);
    const text = quote.querySelector(".as-typed");
    text.textContent = version.text;
    text.lang = version.lang ?? "";
    const button = quote.querySelector("[data-let]");
    button.disabled = typeof version.id === "string";
    button.addEventListener("click", () => {
      this.box.value = version.text;
      this.write(version.text, this.versions.ids);
    });
    return quote;
  }
}
