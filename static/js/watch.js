// Keeps a list current that the server makes: asks for it again as soon as the server says that something has changed,
// and now and then all the same. Keeps what is ticked, and where the reader is. Shows who is in each room now.
const WAIT = 20; // seconds that the server may wait
const PAUSE = 500; // between two renewals, so that a busy course does not keep the server busy with this page
const LATER = 10_000; // when the server says nothing
const list = document.querySelector("[data-watch]");
let version = "", here = {};

const sleep = (time) => new Promise((done) => setTimeout(done, time));

const inSight = () => document.hidden
  && new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));

async function change() {
  const answer = await fetch(`${list.dataset.changes}?wait=${WAIT}&since=${version}`);
  if (!answer.ok) throw new Error(answer.status);
  ({ version, here = {} } = await answer.json());
}

function showPresent() {
  for (const line of list.querySelectorAll("[data-room]")) {
    const present = here[line.dataset.room] ?? [];
    const names = [...line.querySelectorAll("[data-member]")];
    for (const name of names) name.hidden = !present.includes(Number(name.dataset.member));
    line.hidden = names.every(({ hidden }) => hidden);
  }
}

async function renew() {
  const answer = await fetch(list.dataset.watch, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const made = await answer.text();
  const ticked = new Set([...list.querySelectorAll("input:checked")].map(({ value }) => value));
  const { href, value } = list.contains(document.activeElement) ? document.activeElement : {};
  list.innerHTML = made;
  showPresent();
  for (const box of list.querySelectorAll("input")) box.checked = ticked.has(box.value);
  const same = (one) => (href ? one.href === href : value && one.value === value);
  [...list.querySelectorAll("a, input")].find(same)?.focus();
}

for (;;) {
  await change().catch(() => sleep(LATER));
  await inSight();
  await renew().catch(() => {});
  await sleep(PAUSE);
}
