// The live room: puts the client, the talk and the composer together. Without this module the page is a list and a
// form.
import { Composer } from "./composer/composer.js";
import { Mute } from "./composer/mute.js";
import { Status } from "./composer/status.js";
import { startClient } from "./device/client.js";
import { Sheet } from "./sheet/sheet.js";
import { Present } from "./people/present.js";
import { Strangers } from "./people/strangers.js";
import { keepRelay } from "./stages/relay.js";
import { StageStrip } from "./stages/strip.js";
import { ActsMenu } from "./talk/acts_menu.js";
import { Delivery } from "./talk/delivery.js";
import { Older } from "./talk/older.js";
import { Position } from "./talk/position.js";
import { Talk } from "./talk/talk.js";
import { Voice } from "./talk/voice.js";
import { viewOf } from "./view.js";

const page = document.getElementById("room");
const data = page.dataset;
const talk = new Talk(page);
const present = new Present(page, talk);
const strangers = new Strangers(talk, data.zone);
const voice = new Voice(page);
const status = new Status(page);
const delivery = new Delivery(talk, status, voice);
const position = new Position(page, talk, markRead);
const mute = new Mute((muted) => bar({ muted }));
const section = document.getElementById("sheet");
const sheet = section && new Sheet(section, page, talk, {
  act: async (act) => (await starting).act(act),
  retry: (id) => delivery.client?.retry(id),
  drop: (id) => delivery.client?.drop(id),
  away: () => ["off", "start"].includes(delivery.client?.state),
});
const view = viewOf({ page, talk, present, strangers, voice, status, delivery, position, mute, sheet }, bar);
let started;
const starting = new Promise((done) => { started = done; });

// Marks all as read, because the reader has the end of the talk in sight.
function markRead() {
  const { client } = delivery;
  if (client?.state !== "on" || client.since <= Number(data.seen)) return;
  data.seen = client.since;
  client.passing({ type: "read", rev: client.since });
}

// Shuts or opens the field: `reasons` says for each reason against writing whether it holds now.
function bar(reasons) {
  const { composer } = delivery;
  if (!composer) return;
  composer.bar(reasons);
  status.say({ barred: composer.bars.reason });
}

// The form works before the client has started: texts that are sent meanwhile wait for it.
function offerComposer() {
  const act = async (made) => (await starting).act(made);
  const passing = (frame) => delivery.client?.passing(frame);
  const sending = () => queueMicrotask(() => position.toEnd());
  delivery.composer = new Composer(page, { act, passing, sending });
  new ActsMenu(page, talk, delivery.composer, act, sheet);
}

// An act of this device that the page already shows was stored, so its row serves as an ack.
function ackOf({ dataset }) {
  return { type: "ack", id: dataset.client, message: Number(dataset.message), seq: Number(dataset.seq) };
}

async function begin() {
  const form = page.querySelector("[data-composer]");
  if (form) offerComposer();
  position.begin();
  delivery.client = await startClient({
    room: data.room,
    me: talk.me,
    since: talk.rev,
    known: [...talk.list.querySelectorAll("[data-client]")].map(ackOf),
    token: form?.elements.csrfmiddlewaretoken.value,
    view,
  });
  started(delivery.client);
}

new Older(page, talk, position);
const strip = document.getElementById("stages");
if (strip) new StageStrip(strip, page);
keepRelay(page);
const about = page.parentElement.querySelector("[data-open-wide]");
if (about && matchMedia("(min-width: 60rem)").matches) about.open = true;
if (data.newest) begin();
