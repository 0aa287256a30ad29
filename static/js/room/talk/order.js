// Puts a message into its place in the list, and sets the marks between messages.
import { dayOf } from "./clocks.js";

// Orders by place; messages that still wait for their ack stay last.
export function insertRow({ list, zone }, row) {
  list.querySelector("[data-empty]")?.remove();
  const placed = [...list.querySelectorAll("[data-seq]")].reverse();
  const before = placed.find((other) => other !== row && Number(other.dataset.seq) < Number(row.dataset.seq));
  const mark = before?.nextElementSibling;
  if (before) (mark?.matches(".mark-new") ? mark : before).after(row);
  else list.insertBefore(row, list.querySelector("[data-seq], [data-waiting]"));
  markDay(list, row, zone);
}

// Shows the day if the message before was sent on another day.
function markDay(list, row, zone) {
  let before = row.previousElementSibling;
  while (before && !before.dataset.at) before = before.previousElementSibling;
  const day = dayOf(row.dataset.at, zone);
  if (before && dayOf(before.dataset.at, zone) === day) return;
  insertMark("day", day, list, row);
}

export function insertMark(className, text, list, before) {
  const mark = document.createElement("li");
  mark.className = className;
  mark.textContent = text;
  list.insertBefore(mark, before);
}

// True for a message of an older page, which is not shown yet and will come in its state at that time.
export function isEarlier({ list, page }, { seq }) {
  const first = list.querySelector("[data-seq]")?.dataset.seq;
  return seq < Number(first) && Boolean(page.querySelector("[data-older]"));
}
