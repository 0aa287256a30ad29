// The worksheet on the room's page: its fields, the tab that leads to it, the stage that is open.
import { fill } from "../words.js";
import { Field } from "./field.js";

export class Sheet {
  // `act`, `retry`, `drop`: what the client does with an act. `away`: whether the connection is away.
  constructor(section, page, talk, { act, retry, drop, away }) {
    Object.assign(this, { section, act, retry, drop, away, me: talk.me, lang: talk.lang, zone: talk.zone });
    this.phrases = JSON.parse(section.dataset.words);
    this.name = (id) => talk.name(id);
    this.tab = document.querySelector("[data-to-sheet]");
    const forms = [...section.querySelectorAll("[data-field]")];
    this.fields = new Map(forms.map((form) => [form.dataset.field, new Field(form, this)]));
    page.addEventListener("kapok:stage", ({ detail: { stage } }) => this.open(stage.number));
    page.addEventListener("kapok:relay", ({ detail: { relay } }) => this.open(relay.stage));
  }

  take(message) { this.fields.get(message.field)?.take(message); }

  wait(act) { this.fields.get(act.field)?.wait(act); }

  acked(act, message) { this.fields.get(act.field)?.acked(act, message); }

  refused(act) { this.fields.get(act.field)?.refuse(act); }

  dropped(act) { this.fields.get(act.field)?.dropped(act); }

  sayAll() { for (const field of this.fields.values()) if (field.waiting.size) field.show(); }

  // The fields of the stage that is open, as choices of where to keep a message.
  choices() {
    const open = [...this.section.querySelectorAll("details[open] [data-field]")];
    return open.map((form) => ({ key: form.dataset.field, label: form.querySelector("label").textContent }));
  }

  keep(key, text) { this.fields.get(key).keep(text); }

  open(number) {
    for (const part of this.section.querySelectorAll("details")) {
      if (part.contains(document.activeElement)) continue;
      part.open = Number(part.dataset.ofStage) === number;
    }
  }

  changed(field) {
    const part = field.form.closest("details");
    const all = [...part.querySelectorAll("[data-field]")].map((form) => this.fields.get(form.dataset.field));
    const done = all.filter((one) => one?.done).length;
    part.querySelector("[data-done]").textContent = fill(this.phrases.done, { done, all: all.length });
    const clashes = [...this.fields.values()].filter(({ versions }) => versions.clash).length;
    if (this.tab) this.tab.textContent = clashes ? fill(this.phrases.clashes, { count: clashes }) : this.phrases.sheet;
  }
}
