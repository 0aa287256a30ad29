// The meaning of the answer to a posted act.

const BUSY = [408, 425, 429];

// `frame` of the event: the ack or {code, detail}, null if it could not be read; `status` 0: the network failed. The
// verdict: "answered" with the ack or nack, "signed out", "unreadable" (a refusal without words), "broken" (the server
// failed) or "lost".
export function verdictOf({ id, status, frame }) {
  if (frame?.code === "signed_out" || frame?.token === false) return { verdict: "signed out" };
  if (status === 200 && frame?.id === id) return { verdict: "answered", frame: { ...frame, type: "ack" } };
  if (frame?.code) return { verdict: "answered", frame: { ...frame, id, type: "nack" } };
  if (status >= 500) return { verdict: "broken" };
  return { verdict: status >= 400 && !BUSY.includes(status) ? "unreadable" : "lost" };
}
