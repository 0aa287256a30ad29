// Plain requests to the server.

const LATE = 30; // seconds

// Returns the status and the answer's frame (null when it cannot be read). Status 0: no whole answer came in time.
async function ask(address, seconds, options = {}) {
  const abort = new AbortController();
  options.signal?.addEventListener("abort", () => abort.abort());
  const late = setTimeout(() => abort.abort(), seconds * 1000);
  try {
    const answer = await fetch(address, { ...options, redirect: "error", signal: abort.signal });
    const frame = parsed(await answer.text());
    return answer.ok && !frame ? { status: 0 } : { status: answer.status, frame };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(late);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Returns a page as the server shows it.
export async function readPage(address) {
  const answer = await fetch(address, { signal: AbortSignal.timeout?.(LATE * 1000) });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export async function isOpen(room) {
  const { frame } = await ask(`/rooms/${room}/changes?since=${Number.MAX_SAFE_INTEGER}`, LATE);
  return Boolean(frame?.messages) && !frame.closed;
}

let before;

export async function poll(room, { turn, since, wait }, feed) {
  before?.abort();
  before = new AbortController();
  const address = `/rooms/${room}/changes?since=${since}&wait=${wait}`;
  const answer = await ask(address, wait + LATE, { signal: before.signal });
  feed({ type: "polled", turn, since, ...answer });
}

// An act is sent as a form, because the form's token binds it to the person who is signed in: the next person who signs
// in on this phone cannot send it in their own name.
export async function post(room, act, token, feed) {
  const body = new FormData();
  const fields = { act: act.type, id: act.id, body: act.body, reply_to: act.reply_to, field: act.field };
  fields[act.on ? "on" : "off"] = act.emoji;
  for (const [name, value] of Object.entries(fields)) if (value) body.set(name, value);
  if (act.type === "write") body.set("body", act.body);
  for (const version of act.over ?? []) body.append("over", version);
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const places = { send: "messages", write: "sheet" };
  const address = `/rooms/${room}/${places[act.type] ?? `messages/${act.message}/`}`;
  feed({ type: "answered", id: act.id, ...await ask(address, LATE, { method: "POST", body, headers }) });
}
