// Keeps a list current that the server makes: asks for it again while the page is in sight, and keeps what is ticked.
const PAUSE = 10_000;
const list = document.querySelector("[data-watch]");

async function renew() {
  if (document.hidden || list.contains(document.activeElement)) return;
  const answer = await fetch(list.dataset.watch, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const ticked = new Set([...list.querySelectorAll("input:checked")].map(({ value }) => value));
  list.innerHTML = await answer.text();
  for (const box of list.querySelectorAll("input")) box.checked = ticked.has(box.value);
}

setInterval(() => renew().catch(() => {}), PAUSE);
document.addEventListener("visibilitychange", () => renew().catch(() => {}));
