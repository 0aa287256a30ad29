// The live room: wires the line, the talk and the composer. Without this module the page is a list and a form.
import { Line, openOutbox } from "./line.js";
import { Talk, fill } from "./talk.js";

const page = document.getElementById("room");
const words = page.dataset;
const talk = new Talk(page);
const composer = page.querySelector("[data-composer]");
const field = composer?.elements.body;
const say = (selector, text) => { page.querySelector(selector).textContent = text; };
const title = document.title;
let missed = 0;
let changing = null;
let lastTyping = 0;

// Scrolling: who reads at the end stays at the end; who reads further up is told what came.
const atEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;
const toEnd = () => scrollTo(0, document.documentElement.scrollHeight);
const below = document.createElement("button");
below.type = "button";
below.className = "button below";
below.hidden = true;
below.addEventListener("click", () => { toEnd(); seen(); });
composer?.before(below);

function seen() {
  if (!line || document.hidden || !atEnd()) return;
  missed = 0;
  below.hidden = true;
  document.title = title;
  if (line.since > Number(words.seen)) line.say({ type: "read", rev: words.seen = line.since });
}
addEventListener("scroll", seen, { passive: true });
document.addEventListener("visibilitychange", seen);

const heard = {
  welcome({ members, present, me }) {
    talk.learn(members);
    talk.learn([me]);
    here(present);
    muted(me);
  },
  changes({ messages }) {
    const end = atEnd();
    if (document.hidden && messages.some(({ author }) => author !== talk.me)) talk.markNew();
    for (const message of messages) {
      if (talk.show(message)) missed += 1;
      stopWriting(message.author);
    }
    if (end) toEnd();
    if (missed && (document.hidden || !atEnd())) {
      below.hidden = atEnd();
      below.textContent = fill(words.below, { count: missed });
      document.title = `(${missed}) ${title}`;
    }
    queueMicrotask(seen);
  },
  ack({ id }) { talk.acked(id); },
  nack({ id, detail, code }) {
    const act = outbox.get(id);
    if (act && code !== "rate") refuse(act, detail);
    else if (!act && code !== "rate") say("[data-line]", detail);
  },
  presence({ present }) { here(present); },
  typing({ who }) { writing(who); },
  notice({ text }) { say("[data-line]", text); },
  me({ me }) { muted(me); },
};

const states = {
  on: () => { say("[data-line]", ""); page.classList.remove("off"); keptWords(); },
  off: () => { say("[data-line]", words.away); page.classList.add("off"); keptWords(); },
  polling: () => { say("[data-line]", words.polling); page.classList.remove("off"); keptWords(); },
  4401: () => end(words.out),
  4403: () => end(words.gone),
  4404: () => end(words.gone),
  4409: () => end(words.shut),
};

function end(text) {
  say("[data-line]", text);
  say("[data-present]", "");
  if (composer) for (const part of composer.children) part.hidden = !part.matches("[data-line]");
}

function muted(me) {
  if (!composer) return;
  field.disabled = composer.querySelector("[type=submit]").disabled = Boolean(me.muted_until);
}

// Who is here, who is writing ----------------------------------------------------------------------------------------
function here(present) {
  const others = present.filter((id) => id !== talk.me);
  const names = new Intl.ListFormat(document.documentElement.lang).format(others.map((id) => talk.name(id)));
  const text = !others.length ? words.alone : others.length > 4 ? fill(words.many, { count: present.length }) : fill(words.here, { names });
  say("[data-present]", text);
}

const writers = new Map();
function writing(who) {
  clearTimeout(writers.get(who));
  writers.set(who, setTimeout(() => stopWriting(who), 6000));
  sayWriters();
}
function stopWriting(who) {
  clearTimeout(writers.get(who));
  if (writers.delete(who)) sayWriters();
}
function sayWriters() {
  const names = [...writers.keys()].slice(0, 3).map((id) => talk.name(id));
  say("[data-typing]", names.length ? fill(words.writing, { names: names.join(", ") }) : "");
}

// What I write ---------------------------------------------------------------------------------------------------------
function keptWords() {
  for (const row of page.querySelectorAll("[data-waiting]:not([data-refused]) .state")) {
    row.textContent = line?.open || line?.polling ? words.sending : words.kept;
  }
}

function send(body, reply_to) {
  const act = { type: "send", id: uuid(), body, reply_to };
  talk.wait(act);
  line.act(act);
  keptWords();
  toEnd();
}

// Browsers give randomUUID only to secure addresses; a course in a ministry's own network may be served without.
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function refuse(act, detail) {
  if (act.type !== "send") return say("[data-line]", detail);
  const row = talk.wait(act);
  row.dataset.refused = "";
  row.querySelector(".state").textContent = detail;
  const button = (text, done) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button plain";
    made.textContent = text;
    made.addEventListener("click", () => { outbox.drop(act.id); row.remove(); done?.(); });
    return made;
  };
  row.querySelector(".reactions").replaceChildren(
    button(words.again, () => send(act.body, act.reply_to)), button(words.drop),
  );
}

function submit() {
  const body = field.value.trim();
  if (!body) return;
  if (changing) line.act({ type: "edit", id: uuid(), message: changing, body });
  else send(body, Number(composer.elements.reply_to.value) || null);
  field.value = "";
  lastTyping = 0;
  draft("");
  about("");
  grow();
  field.focus();
}

// What the next message is about: an answer, a change, or nothing in particular.
function about(text, { answer = "", change = null, body } = {}) {
  const bar = page.querySelector("[data-about-this]");
  bar.hidden = !text;
  bar.firstElementChild.textContent = text;
  composer.elements.reply_to.value = answer;
  changing = change;
  if (body !== undefined) field.value = body;
  if (text) field.focus();
  grow();
}

// What is typed stays on this device until it is sent, where the browser lets us keep things.
function draft(text) {
  const key = `kapok-room-${words.room}`;
  try {
    if (text === undefined) return localStorage.getItem(key);
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch { /* a private window: it stays in the field */ }
  return "";
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, innerHeight / 3)}px`;
}

// The acts of a message, beneath it.
const acts = document.getElementById("acts").content.firstElementChild.cloneNode(true);
function openActs(row) {
  if (closeActs() === row) return;
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
  acts.querySelector("button").focus();
}

// Which row they stood beneath; the focus goes back to where they were opened.
function closeActs() {
  const row = acts.parentElement;
  const within = acts.contains(document.activeElement);
  acts.remove();
  if (within) row.querySelector(".more-acts")?.focus();
  return row;
}

function act(button, row) {
  const message = Number(row.dataset.message);
  const id = uuid();
  const kind = button.dataset.act ?? "react";
  if (kind === "react") line.act({ type: "react", id, message, emoji: button.dataset.emoji, on: button.getAttribute("aria-pressed") !== "true" });
  if (kind === "answer") about(fill(words.answering, { name: row.querySelector(".who").textContent }), { answer: message });
  if (kind === "edit") about(words.changing, { change: message, body: row.dataset.body });
  if (kind === "delete" && confirm(words.sure)) line.act({ type: "delete", id, message });
  if (button.dataset.act) closeActs();
  if (kind === "answer" || kind === "edit") field.focus();
}

page.addEventListener("click", (event) => {
  const row = event.target.closest("[data-message]");
  const more = event.target.closest(".more-acts");
  const button = event.target.closest("[data-act], .reactions > [data-emoji]");
  if (event.target.closest("[data-older]")) { event.preventDefault(); older(event.target.closest("[data-older]")); }
  if (event.target.closest("[data-cancel]")) { event.preventDefault(); about("", changing ? { body: "" } : {}); }
  if (!composer || !row) return;
  if (more) { event.preventDefault(); openActs(row); }
  else if (button && button.tagName === "BUTTON") act(button, row);
});
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { closeActs(); if (composer) about("", changing ? { body: "" } : {}); }
});

// Older pages come as the server shows them; what is being read keeps its place.
async function older(link) {
  const log = page.querySelector("[data-log]");
  try {
    log.setAttribute("aria-busy", "true");
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
    const height = document.documentElement.scrollHeight;
    const joint = talk.list.querySelector(".day");
    talk.list.prepend(...[...fetched.querySelector("[data-talk]").children].map((row) => document.adoptNode(row)));
    const days = [...talk.list.querySelectorAll(".day")];
    if (joint && days[days.indexOf(joint) - 1]?.textContent === joint.textContent) joint.remove();
    scrollBy(0, document.documentElement.scrollHeight - height);
    const next = fetched.querySelector("[data-older]");
    if (next) link.href = next.getAttribute("href");
    else link.parentElement.remove();
  } catch {
    location.href = link.href;
  }
  log.removeAttribute("aria-busy");
}

// Begin ------------------------------------------------------------------------------------------------------------------
let line = null;
let outbox = null;
const details = page.parentElement.querySelector("[data-open-wide]");
if (details && matchMedia("(min-width: 60rem)").matches) details.open = true;

if (words.newest) {
  outbox = await openOutbox(words.room);
  for (const kept of outbox.all()) {
    if (kept.type === "send") talk.wait(kept);
    if (kept.refused) refuse(kept, kept.refused);
  }
  line = new Line(words.room, {
    since: Number(words.rev),
    outbox,
    heard: (frame) => {
      heard[frame.type]?.(frame);
      page.dispatchEvent(new CustomEvent(`kapok:${frame.type}`, { detail: frame }));
    },
    state: (name) => states[name]?.(),
    token: composer?.elements.csrfmiddlewaretoken.value,
  });
  keptWords();
  const mark = page.querySelector(".mark-new");
  if (mark) mark.scrollIntoView({ block: "center" });
  else if (!location.hash) toEnd();
}

if (composer && line) {
  composer.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  field.addEventListener("input", () => {
    if (!changing) draft(field.value);
    grow();
    if (Date.now() - lastTyping > 3000) { lastTyping = Date.now(); line.say({ type: "typing" }); }
  });
  // With a keyboard Enter sends; on a phone it is a new line and the button sends.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(hover: hover)").matches) {
      event.preventDefault();
      submit();
    }
  });
  field.value ||= draft() ?? "";
  grow();
}
