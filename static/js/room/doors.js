// The two ways to the server: a socket, and plain requests.

const LATE = 30;

export function openSocket(room, number, feed) {
  const address = new URL(`/ws/rooms/${room}/`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  socket.onopen = () => feed({ type: "opened", socket: number });
  // When it came, by this device's clock: another tab may be told of it much later.
  const stamped = (data) => ({ heard_at: Date.now(), ...JSON.parse(data) });
  socket.onmessage = ({ data }) => feed({ type: "heard", socket: number, frame: stamped(data) });
  socket.onclose = ({ code }) => feed({ type: "closed", socket: number, code });
  return socket;
}

// The status and what the answer says, null where that cannot be read; status 0 where no answer came whole and in time.
async function ask(address, seconds, options = {}) {
  const patience = new AbortController();
  options.signal?.addEventListener("abort", () => patience.abort());
  const late = setTimeout(() => patience.abort(), seconds * 1000);
  try {
    const answer = await fetch(address, { ...options, redirect: "error", signal: patience.signal });
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

// A page as the server shows it.
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
  const said = await ask(`/rooms/${room}/changes?since=${since}&wait=${wait}`, wait + LATE, { signal: before.signal });
  feed({ type: "polled", turn, since, ...said });
}

// As a form, whose token binds it to who is signed in: who signs in next on this phone cannot send it in their own name.
export async function post(room, act, token, feed) {
  const body = new FormData();
  const said = { act: act.type, id: act.id, body: act.body, reply_to: act.reply_to, [act.on ? "on" : "off"]: act.emoji };
  for (const [name, value] of Object.entries(said)) if (value) body.set(name, value);
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  const where = act.type === "send" ? "" : `/${act.message}/`;
  feed({ type: "answered", id: act.id, ...await ask(`/rooms/${room}/messages${where}`, LATE, { method: "POST", body, headers }) });
}
