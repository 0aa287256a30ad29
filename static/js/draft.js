// Saves a reflection while it is typed: at once on this device, soon after on the server.
// The page's words come from data-*.
const form = document.querySelector("[data-draft]");
const state = form.querySelector("[data-state]");
const prefix = `kapok-draft-${form.dataset.key}-`;
const key = prefix + form.dataset.version;
const aside = `kapok-aside-${form.dataset.key}`;
const words = form.dataset;
let seen = form.dataset.seen;
let clash = false;
let timer;

const store = {
  get(name) { try { return JSON.parse(localStorage.getItem(name) || "null"); } catch { return null; } },
  // Returns whether it was stored: a device may be full, or a window private.
  set(name, value) {
    try { localStorage.setItem(name, JSON.stringify(value)); } catch { return false; }
    return true;
  },
  drop(name) { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } },
};
const say = (words) => { state.textContent = words; };
const keepHere = () => store.set(key, { text: text(), seen });

function clock(at) {
  const options = { hour: "2-digit", minute: "2-digit", timeZone: form.dataset.zone };
  return new Date(at).toLocaleTimeString("en-GB", options);
}

function text() {
  const answers = {};
  for (const area of form.querySelectorAll("textarea")) answers[area.name.replace("answer-", "")] = area.value;
  return { headline: form.elements.headline.value, language: form.elements.language.value, answers };
}

function fill(kept) {
  form.elements.headline.value = kept.headline;
  for (const [name, answer] of Object.entries(kept.answers)) {
    const area = form.elements[`answer-${name}`];
    if (area) area.value = answer;
  }
}

async function keepThere() {
  if (clash) return;
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ ...text(), seen }),
    });
    if (answer.status === 400 || answer.status === 413) return say(keepHere() ? words.large : words.nowhere);
    if (!answer.ok) throw new Error(answer.status);
    const saved = await answer.json();
    if (saved.other) return showOther(saved);
    seen = form.elements.seen.value = saved.saved_at;
    say(`${keepHere() ? words.both : words.there}, ${clock(saved.saved_at)}`);
  } catch {
    say(keepHere() ? words.here : words.nowhere);
    timer = setTimeout(keepThere, 15000);
  }
}

// Another device saved first: its text appears beneath each field, and only a button of this page saves over it.
function showOther({ other, saved_at }) {
  clash = true;
  form.elements.seen.value = saved_at;
  say(form.dataset.clash);
  for (const field of [form.elements.headline, ...form.querySelectorAll("textarea")]) {
    const theirs = field.name === "headline" ? other.headline : other.answers[field.name.replace("answer-", "")];
    if (!theirs || theirs === field.value) continue;
    const quote = document.createElement("blockquote");
    quote.className = "quote as-typed";
    quote.textContent = theirs;
    field.after(quote);
  }
}

// Offers the text that only this device has; the author decides between it and the server's text.
function offer(kept) {
  const notice = document.getElementById("from-phone").content.firstElementChild.cloneNode(true);
  const done = () => { store.drop(aside); notice.remove(); };
  notice.querySelector("[data-use]").addEventListener("click", () => { fill(kept); done(); keepHere(); keepThere(); });
  notice.querySelector("[data-drop]").addEventListener("click", done);
  form.querySelector("h1").after(notice);
}

// Deletes drafts from before the last publication.
try {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(prefix) && name !== key) localStorage.removeItem(name);
  }
} catch { /* a private window */ }

// If the server still has the text that this device's text changed, the device's text fills the form by itself.
// Otherwise the page offers it.
const kept = store.get(key);
const same = (one) => JSON.stringify(one) === JSON.stringify(text());
if (kept && kept.seen === seen && !same(kept.text)) {
  fill(kept.text);
  say(form.dataset.found);
  timer = setTimeout(keepThere, 500);
} else if (kept && kept.seen !== seen && !same(kept.text)) {
  store.set(aside, kept.text);
  store.drop(key);
}
const waiting = store.get(aside);
if (waiting && !same(waiting)) offer(waiting);

form.addEventListener("input", () => {
  keepHere();
  clearTimeout(timer);
  if (!clash) timer = setTimeout(keepThere, 1500);
});
form.addEventListener("submit", () => clearTimeout(timer));
addEventListener("online", keepThere);
