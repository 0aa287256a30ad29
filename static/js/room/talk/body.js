// The text of a message, and the quote that it answers.
import { words } from "../words.js";

const QUOTED = 90;

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
  row.toggleAttribute("data-gone", Boolean(withheld));
  row.toggleAttribute("data-edited", Boolean(message.edited_at) && !withheld);
  if ((message.edited_at || withheld) && row.dataset.way === undefined) showAtRest(row);
  showQuotesOf(row);
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

// A quotation says what its message says now, and nothing once that is taken back or hidden. When the page does not
// show the message, what the server wrote stays.
export function showQuote(row, id, quoted) {
  const place = row.querySelector(".quote");
  if (id) row.dataset.answers = id;
  if (!quoted) return;
  const link = document.createElement("a");
  const prose = quoted.querySelector(".prose");
  Object.assign(link, { href: `#message-${id}`, lang: prose.lang });
  if (!("gone" in quoted.dataset)) link.textContent = beginning(prose.textContent);
  place.replaceChildren(...(link.textContent ? [link] : []));
  place.hidden = !link.textContent;
}

// Each quotation of this message in the list follows it.
export function showQuotesOf(row, list = row.parentElement) {
  const id = row.dataset.message;
  for (const answer of list?.querySelectorAll(`[data-answers="${id}"]`) ?? []) showQuote(answer, id, row);
}

function beginning(text) {
  const said = text.trim().split(/\s+/).join(" ");
  return said.length <= QUOTED ? said : `${said.slice(0, QUOTED - 1)}…`;
}
