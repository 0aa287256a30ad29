// Saves a reflection while it is typed: at once on this device, soon after on the server. The page's words come from data-*.
const form = document.querySelector("[data-draft]");
const state = form.querySelector("[data-state]");
const key = `kapok-draft-${form.dataset.key}`;
let seen = form.dataset.seen;
let timer;

const text = () => {
  const answers = {};
  for (const area of form.querySelectorAll("textarea")) answers[area.name.replace("answer-", "")] = area.value;
  return { headline: form.elements.headline.value, language: form.elements.language.value, answers };
};

const say = (words) => { state.textContent = words; };

const keepHere = () => {
  try { localStorage.setItem(key, JSON.stringify({ text: text(), seen })); } catch { /* a full or closed store: the server has it */ }
};

async function keepThere() {
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ ...text(), seen }),
    });
    if (!answer.ok) throw new Error(answer.status);
    const saved = await answer.json();
    if (saved.other) return say(form.dataset.clash);
    seen = form.elements.seen.value = saved.saved_at;
    keepHere();
    const clock = new Date(saved.saved_at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    say(`${form.dataset.both}, ${clock}`);
  } catch {
    say(form.dataset.here);
    timer = setTimeout(keepThere, 15000);
  }
}

// What this device kept and the server has not seen comes back: the stored text hangs on the save that the server still has.
let kept = null;
try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch { /* a private window */ }
if (kept && kept.seen === seen && JSON.stringify(kept.text) !== JSON.stringify(text())) {
  form.elements.headline.value = kept.text.headline;
  for (const [name, answer] of Object.entries(kept.text.answers)) {
    const area = form.elements[`answer-${name}`];
    if (area) area.value = answer;
  }
  say(form.dataset.found);
  timer = setTimeout(keepThere, 500);
}

form.addEventListener("input", () => {
  keepHere();
  clearTimeout(timer);
  timer = setTimeout(keepThere, 1500);
});
form.addEventListener("submit", () => clearTimeout(timer));
addEventListener("online", keepThere);
