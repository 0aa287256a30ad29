// The live room: wires the client, the talk and the composer. Without this module the page is a list and a form.
import { offerActs } from "./acts.js";
import { startClient } from "./client.js";
import { Composer } from "./composer.js";
import { isOpen } from "./doors.js";
import { meeting } from "./meeting.js";
import { fill } from "./message.js";
import { Mute } from "./mute.js";
import { Place } from "./place.js";
import { Present } from "./present.js";
import "./stages.js";
import { Status } from "./status.js";
import { Talk } from "./talk.js";
import { Voice } from "./voice.js";
import { Ways } from "./ways.js";

const page = document.getElementById("room");
const words = page.dataset;
const talk = new Talk(page);
const present = new Present(page, talk);
const voice = new Voice(page);
const status = new Status(page);
const ways = new Ways(talk, status, voice);
const meet = meeting(talk, words.zone);
const mute = new Mute((muted) => bar({ muted }));
let client = null;
let composer = null;
let looking;

const place = new Place(page, talk, () => {
  if (client?.line !== "on" || client.since <= Number(words.seen)) return;
  words.seen = client.since;
  client.passing({ type: "read", rev: client.since });
});

// What the server says -------------------------------------------------------------------------------------------------
const frames = {
  welcome({ members, facilitators = [], present: here, me, room, now, heard_at }) {
    talk.learn([...members, ...facilitators, me]);
    present.show(here);
    composer?.slowed(words.unhurried ? 0 : room.slow ?? 0);
    const { paused = [] } = room;
    bar({ pausing: paused.includes(me.id), paused: paused.some((who) => who !== me.id) });
    mute.take(me, now, heard_at);
    place.seen();
  },
  presence({ present: here }) {
    for (const who of here) meet(client, who);
    present.show(here);
  },
  typing: ({ who }) => present.writes(who),
  notice: ({ text }) => status.say({ notice: text }),
  nack({ code, detail }) { if (code !== "rate") status.say({ notice: detail }); },
  slow({ seconds }) {
    composer?.slowed(words.unhurried ? 0 : seconds);
    status.say({ notice: seconds ? fill(words.slowed, { count: seconds }) : "" });
  },
  me: ({ me }) => mute.take(me),
  paused: ({ who, on }) => bar({ [who === talk.me ? "pausing" : "paused"]: on }),
  opened({ who, name, because }) {
    talk.learn([{ id: who, name, time_zone: words.zone }]);
    const told = document.createElement("p");
    told.className = "quiet";
    told.textContent = fill(because === "hand" ? words.openedByHand : words.openedByReport, { name });
    page.parentElement.before(told);
    status.say({ notice: told.textContent });
  },
};

function show(messages) {
  if (document.hidden || !place.end) if (messages.some(({ author, id }) => author !== talk.me && !talk.row(id))) talk.markNew();
  let fresh = 0;
  for (const message of messages) {
    present.stops(message.author);
    const isNew = talk.show(message);
    const row = talk.row(message.id);
    if (row && Number(row.dataset.rev) === message.rev) ways.pending.shown(row, message.rev);
    if (!isNew) continue;
    fresh += 1;
    voice.say(() => row.querySelector(".who").textContent, row.querySelector(".prose").textContent.trim(), message.lang);
    meet(client, message.author, message);
  }
  place.came(fresh);
}

// The line -------------------------------------------------------------------------------------------------------------
function bar(why) {
  if (!composer) return;
  composer.bar(why);
  status.say({ barred: composer.barred() });
}

function state(now) {
  status.say({ line: now, notice: "" });
  page.classList.toggle("off", now === "off");
  ways.sayAll();
  if (typeof now === "number" || now === "off") present.nobody();
  if (typeof now !== "number") return;
  composer?.end(now);
  ways.over(now);
  clearInterval(looking);
  if (now !== 4409) return;
  looking = setInterval(lookIn, 60000);
  document.addEventListener("visibilitychange", lookIn);
}

// A closed room may be opened again.
async function lookIn() {
  if (!document.hidden && await isOpen(words.room)) location.reload();
}

// Begin ----------------------------------------------------------------------------------------------------------------
const view = {
  show: ({ messages }) => show(messages),
  wait: ({ act }) => ways.wait(act),
  refused({ act }) {
    ways.refused(act);
    for (const why of ["paused", "pausing"]) if (act.refused === words[why]) bar({ [why]: true });
  },
  dropped: ({ act }) => ways.dropped(act),
  acked: (what) => ways.acked(what),
  empty() {
    talk.empty();
    words.seen = 0;
    page.dispatchEvent(new CustomEvent("kapok:empty"));
  },
  state: ({ line: now }) => state(now),
  // Other modules listen for what this one does not know: kapok:stage and whatever comes later.
  frame({ frame }) {
    frames[frame.type]?.(frame);
    page.dispatchEvent(new CustomEvent(`kapok:${frame.type}`, { detail: frame }));
  },
};

async function begin() {
  const form = page.querySelector("[data-composer]");
  let started;
  const ready = new Promise((done) => { started = done; });
  const act = async (made) => (await ready).act(made);
  if (form) {
    const sending = () => queueMicrotask(() => place.toEnd());
    composer = ways.composer = new Composer(page, { act, passing: (frame) => client?.passing(frame), sending });
    offerActs(page, talk, composer, act);
  }
  place.begin();
  const known = [...talk.list.querySelectorAll("[data-client]")].map(({ dataset }) => (
    { type: "ack", id: dataset.client, message: Number(dataset.message), seq: Number(dataset.seq) }
  ));
  client = ways.client = await startClient({
    room: words.room, me: talk.me, since: Number(words.rev), known, token: form?.elements.csrfmiddlewaretoken.value, view,
  });
  started(client);
}

const details = page.parentElement.querySelector("[data-open-wide]");
if (details && matchMedia("(min-width: 60rem)").matches) details.open = true;
if (words.newest) begin();
