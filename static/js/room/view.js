// The page's part of the machine's commands.
import { frameHandlers } from "./frames.js";
import { awaitReopening } from "./reopening.js";
import { words } from "./words.js";

export function viewOf(room, bar) {
  const { page, talk, delivery, sheet } = room;
  const part = (act) => (act.type === "write" ? sheet : delivery);
  const frames = frameHandlers(room, bar);
  return {
    show({ messages }) { showMessages(room, messages); },
    wait({ act }) { part(act).wait(act); },
    refused({ act }) {
      part(act).refused(act);
      for (const why of ["paused", "pausing"]) if (act.refused === words[why]) bar({ [why]: true });
    },
    dropped({ act }) { part(act).dropped(act); },
    acked(ack) {
      if (part(ack.act) === delivery) delivery.acked(ack);
      else sheet.acked(ack.act, ack.message);
    },
    empty() {
      talk.empty();
      page.dataset.seen = 0;
      page.dispatchEvent(new CustomEvent("kapok:empty"));
    },
    state({ state }) { showState(room, state); },
    // Other modules listen for types that this one does not know: kapok:stage and those of later versions.
    frame({ frame }) {
      frames[frame.type]?.(frame);
      page.dispatchEvent(new CustomEvent(`kapok:${frame.type}`, { detail: frame }));
    },
  };
}

function showMessages({ talk, present, strangers, voice, delivery, position, sheet }, all) {
  const messages = all.filter(({ kind }) => kind !== "field");
  for (const message of all) if (message.kind === "field") sheet?.take(message);
  const isTheirs = ({ author, id }) => author !== talk.me && !talk.row(id);
  if ((document.hidden || !position.end) && messages.some(isTheirs)) talk.markNew();
  let count = 0;
  for (const message of messages) {
    present.stops(message.author);
    const isNew = talk.show(message);
    const row = talk.row(message.id);
    if (row && Number(row.dataset.rev) === message.rev) delivery.pending.shown(row, message.rev);
    if (!isNew) continue;
    count += 1;
    const text = row.querySelector(".prose").textContent.trim();
    voice.say(() => row.querySelector(".who").textContent, text, message.lang);
    strangers.meet(delivery.client, message.author, message);
  }
  position.came(count);
}

// Shows the state of the connection; a number is the close code with which the room has ended.
function showState({ page, status, present, delivery, sheet }, state) {
  const hasEnded = typeof state === "number";
  status.say({ state, notice: "" });
  page.classList.toggle("off", state === "off");
  delivery.sayAll();
  sheet?.sayAll();
  if (hasEnded || state === "off") present.nobody();
  if (!hasEnded) return;
  delivery.composer?.end(state);
  delivery.over(state);
  if (state === 4409) awaitReopening(page.dataset.room);
}
