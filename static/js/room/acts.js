// What one can do with a message, beneath it: by touch, by mouse, by keyboard.
import { fill, uuid } from "./message.js";

export function offerActs(page, talk, composer, send) {
  const words = page.dataset;
  const acts = document.getElementById("acts").content.firstElementChild.cloneNode(true);

  function open(row) {
    if (close() === row) return;
    const mine = Number(row.dataset.author) === talk.me;
    for (const act of acts.querySelectorAll("[data-act=edit], [data-act=delete]")) act.hidden = !mine;
    for (const sign of acts.querySelectorAll("[data-emoji]")) {
      const given = row.querySelector(`.reactions > [data-emoji="${sign.dataset.emoji}"]`);
      sign.setAttribute("aria-pressed", given?.getAttribute("aria-pressed") ?? "false");
    }
    const further = acts.querySelector("a");
    further.href = further.dataset.href.replace(/\/0\/$/, `/${row.dataset.message}/`);
    further.hidden = mine;
    row.append(acts);
    row.querySelector(".more-acts").setAttribute("aria-expanded", "true");
    acts.querySelector("button").focus();
    acts.scrollIntoView({ block: "nearest" });
  }

  // The row beneath which they stood; the focus goes back to where they were opened.
  function close() {
    const row = acts.parentElement;
    const within = acts.contains(document.activeElement);
    acts.remove();
    const more = row?.querySelector(".more-acts");
    more?.setAttribute("aria-expanded", "false");
    if (within) more?.focus();
    return row;
  }

  function act(button, row) {
    const message = Number(row.dataset.message);
    const kind = button.dataset.act ?? "react";
    const on = button.getAttribute("aria-pressed") !== "true";
    if (button.dataset.act) close();
    if (kind === "react") send({ type: "react", id: uuid(), message, emoji: button.dataset.emoji, on });
    if (kind === "answer") composer.about(fill(words.answering, { name: row.querySelector(".who").textContent }), { answer: message });
    if (kind === "edit") composer.about(words.changing, { change: message, body: row.dataset.body });
    if (kind === "delete" && confirm(words.sure)) send({ type: "delete", id: uuid(), message });
  }

  page.addEventListener("click", (event) => {
    if (composer.ended) return void close(); // its link leads to the message's own page
    const row = event.target.closest("[data-message]");
    const more = event.target.closest(".more-acts");
    const button = event.target.closest("button[data-act], .reactions > button[data-emoji]");
    if (more) event.preventDefault();
    if (more && row) open(row);
    else if (button && row) act(button, row);
    else if (!acts.contains(event.target)) close();
  });
  page.addEventListener("keydown", (event) => {
    const more = event.target.closest(".more-acts");
    if (event.key === " " && more) {
      event.preventDefault();
      more.click();
    }
    if (event.key === "Escape" && !close()) composer.cancel();
  });
}
