// The text of a message, and the quote that it answers.
import { words } from "../words.js";

export function showBody(row, message) {
  const prose = row.querySelector(".prose");
  const withheld = message.deleted_at ? words.retracted : message.hidden_at ? words.hidden : "";
  const plain = message.html === undefined;
  prose.classList.toggle("as-typed", plain && !withheld);
  if (!withheld && !plain) prose.innerHTML = message.html; // rendered and cleaned by the server when it was saved
  else prose.textContent = withheld || message.body;
  prose.classList.toggle("quiet", Boolean(withheld));
  prose.lang = withheld ? document.documentElement.lang : message.lang;
  if (withheld) withdrawActs(row);
  row.querySelector(".more-acts").hidden = Boolean(withheld);
  row.dataset.body = withheld ? "" : message.body;
  row.toggleAttribute("data-edited", Boolean(message.edited_at) && !withheld);
  if ((message.edited_at || withheld) && row.dataset.way === undefined) showAtRest(row);
}

// A withheld message has no acts; the focus stays at its row.
function withdrawActs(row) {
  const more = row.querySelector(".more-acts");
  const acts = row.querySelector(".room-acts");
  if (more === document.activeElement || acts?.contains(document.activeElement)) {
    row.tabIndex = -1;
    row.focus();
  }
  acts?.remove();
}

// The words beside a message when no act on it is under way.
export function showAtRest(row) {
  row.querySelector(".state").textContent = "edited" in row.dataset ? words.edited : "";
}

export function showQuote(row, id, answered) {
  const place = row.querySelector(".quote");
  if (!answered || !place.hidden) return;
  const link = place.querySelector("a") ?? place.appendChild(document.createElement("a"));
  link.href = `#message-${id}`;
  link.textContent = answered.querySelector(".prose").textContent.trim().slice(0, 90);
  place.hidden = false;
}
