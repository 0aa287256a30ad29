// The parts of one message, and the small things that every part of the page needs.

const ORDER = ["👍", "❤️", "💡", "🙏", "🤝", "❓"];

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

export function button(words, name, done) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.textContent = words;
  if (done) made.addEventListener("click", done);
  return made;
}

// Browsers give randomUUID only to secure addresses; a course in a ministry's own network may be served without.
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// The reader's own clock first, then the author's, with its place.
export function clocks(at, member, words) {
  const clock = (timeZone) => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  const here = clock(words.zone);
  const there = member ? clock(member.time_zone) : here;
  return there === here ? here : `${here} · ${fill(words.there, { time: there, place: member.place })}`;
}

export function text(row, message, words) {
  const prose = row.querySelector(".prose");
  const withheld = message.deleted_at ? words.retracted : message.hidden_at ? words.hidden : "";
  const plain = message.html === undefined;
  prose.classList.toggle("as-typed", plain && !withheld);
  if (!withheld && !plain) prose.innerHTML = message.html; // rendered and cleaned by the server when it was saved
  else prose.textContent = withheld || message.body;
  prose.classList.toggle("quiet", Boolean(withheld));
  prose.lang = withheld ? document.documentElement.lang : message.lang;
  const more = row.querySelector(".more-acts");
  const acts = row.querySelector(".room-acts");
  if (withheld && (more === document.activeElement || acts?.contains(document.activeElement))) {
    row.tabIndex = -1;
    row.focus();
  }
  if (withheld) acts?.remove();
  more.hidden = Boolean(withheld);
  row.dataset.body = withheld ? "" : message.body;
  row.toggleAttribute("data-edited", Boolean(message.edited_at) && !withheld);
  if ((message.edited_at || withheld) && row.dataset.way === undefined) atRest(row, words);
}

// What stands beside a message of which nothing is under way.
export function atRest(row, words) {
  row.querySelector(".state").textContent = "edited" in row.dataset ? words.edited : "";
}

export function quote(row, id, answered) {
  const place = row.querySelector(".quote");
  if (!answered || !place.hidden) return;
  const link = place.querySelector("a") ?? place.appendChild(document.createElement("a"));
  link.href = `#message-${id}`;
  link.textContent = answered.querySelector(".prose").textContent.trim().slice(0, 90);
  place.hidden = false;
}

export function reactions(row, given, me) {
  const foot = row.querySelector(".reactions");
  const focused = foot.contains(document.activeElement) && document.activeElement.dataset.emoji;
  for (const old of foot.querySelectorAll("button")) old.remove();
  const shown = Object.entries(given).filter(([, people]) => people.length);
  foot.prepend(...shown.sort((a, b) => ORDER.indexOf(a[0]) - ORDER.indexOf(b[0])).map(([emoji, people]) => {
    const sign = button(`${emoji} ${people.length}`, "mark-button");
    sign.dataset.emoji = emoji;
    sign.setAttribute("aria-pressed", people.includes(me));
    return sign;
  }));
  if (focused) (foot.querySelector(`[data-emoji="${focused}"]`) ?? foot.querySelector(".more-acts")).focus();
}
