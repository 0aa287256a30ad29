// The reactions beneath a message.
import { button } from "../button.js";

const ORDER = ["👍", "❤️", "💡", "🙏", "🤝", "❓"];

const byOrder = ([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other);

// `given`: the people who gave each sign.
export function showReactions(row, given, me) {
  const foot = row.querySelector(".reactions");
  const focused = foot.contains(document.activeElement) && document.activeElement.dataset.emoji;
  for (const old of foot.querySelectorAll("button")) old.remove();
  const shown = Object.entries(given).filter(([, people]) => people.length);
  foot.prepend(...shown.sort(byOrder).map(([emoji, people]) => {
    const sign = button(`${emoji} ${people.length}`, "mark-button");
    sign.dataset.emoji = emoji;
    sign.setAttribute("aria-pressed", people.includes(me));
    return sign;
  }));
  if (focused) (foot.querySelector(`[data-emoji="${focused}"]`) ?? foot.querySelector(".more-acts")).focus();
}

// Reads the reactions beneath a message. The page knows the number of other people who gave each, not their names.
export function readReactions(row, me) {
  const given = {};
  for (const sign of row.querySelectorAll(".reactions > [data-emoji]")) {
    const mine = sign.getAttribute("aria-pressed") === "true";
    const count = Number(sign.textContent.split(" ").pop());
    given[sign.dataset.emoji] = [...Array(count - mine).fill(0), ...(mine ? [me] : [])];
  }
  return given;
}
