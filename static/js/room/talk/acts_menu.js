// The menu beneath a message: its acts by touch, mouse and keyboard.
import { button } from "../button.js";
import { composes } from "../keys.js";
import { uuid } from "../uuid.js";
import { fill, words } from "../words.js";

export class ActsMenu {
  // `sheet`: the worksheet beside the talk, or null.
  constructor(page, talk, composer, send, sheet) {
    Object.assign(this, { talk, composer, send, sheet });
    this.menu = document.getElementById("acts").content.firstElementChild.cloneNode(true);
    page.addEventListener("click", (event) => this.clicked(event));
    page.addEventListener("keydown", (event) => this.pressed(event));
  }

  open(row) {
    if (this.close() === row) return;
    const { menu } = this;
    const isMine = Number(row.dataset.author) === this.talk.me;
    for (const own of menu.querySelectorAll("[data-act=edit], [data-act=delete]")) own.hidden = !isMine;
    for (const sign of menu.querySelectorAll("[data-emoji]")) {
      const given = row.querySelector(`.reactions > [data-emoji="${sign.dataset.emoji}"]`);
      sign.setAttribute("aria-pressed", given?.getAttribute("aria-pressed") ?? "false");
    }
    for (const further of menu.querySelectorAll("a")) {
      further.href = further.dataset.href.replace(/\/0\/$/, `/${row.dataset.message}/`);
      further.hidden = isMine;
    }
    this.offerFields();
    row.append(menu);
    row.querySelector(".more-acts").setAttribute("aria-expanded", "true");
    menu.querySelector("button").focus();
    menu.scrollIntoView({ block: "nearest" });
  }

  // Offers to keep the message in a field of the open stage.
  offerFields() {
    for (const before of this.menu.querySelectorAll("[data-act=keep]")) before.remove();
    for (const { key, label } of this.sheet?.choices() ?? []) {
      const made = button(fill(words.keep, { field: label }), "mark-button");
      Object.assign(made.dataset, { act: "keep", field: key });
      this.menu.append(made);
    }
  }

  // Returns the row beneath which the menu stood; the focus goes back to the button that opened it.
  close() {
    const row = this.menu.parentElement;
    const hadFocus = this.menu.contains(document.activeElement);
    this.menu.remove();
    const more = row?.querySelector(".more-acts");
    more?.setAttribute("aria-expanded", "false");
    if (hadFocus) more?.focus();
    return row;
  }

  act(pressed, row) {
    const message = Number(row.dataset.message);
    const { act: kind = "react", emoji } = pressed.dataset;
    const on = pressed.getAttribute("aria-pressed") !== "true";
    if (pressed.dataset.act) this.close();
    if (kind === "react") this.send({ type: "react", id: uuid(), message, emoji, on });
    if (kind === "keep") this.sheet.keep(pressed.dataset.field, row.querySelector(".prose").innerText.trim());
    if (kind === "answer") this.answer(row, message);
    if (kind === "edit") this.composer.about(words.changing, { change: message, body: row.dataset.body });
    if (kind === "delete" && confirm(words.sure)) this.send({ type: "delete", id: uuid(), message });
  }

  answer(row, message) {
    const name = row.querySelector(".who").textContent;
    this.composer.about(fill(words.answering, { name }), { answer: message });
  }

  clicked(event) {
    if (this.composer.ended) return void this.close(); // its link leads to the message's own page
    const row = event.target.closest("[data-message]");
    const more = event.target.closest(".more-acts");
    const pressed = event.target.closest("button[data-act], .reactions > button[data-emoji]");
    if (more) event.preventDefault();
    if (more && row) this.open(row);
    else if (pressed && row) this.act(pressed, row);
    else if (!this.menu.contains(event.target)) this.close();
  }

  pressed(event) {
    const more = event.target.closest(".more-acts");
    if (event.key === " " && more) {
      event.preventDefault();
      more.click();
    }
    if (event.key === "Escape" && !composes(event) && !this.close()) this.composer.cancel();
  }
}
