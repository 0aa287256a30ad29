// What people type into a form stays on this device. A text that is to be sent (`data-keep` names it) stays until the
// server has it; what is in any other form is carried over a switch of the page's language.
import { Drafts } from "./room/composer/drafts.js";

const SENT = "kapok-sent"; // a cookie in which the server says which text it has
const SWITCH = "kapok-switch";
const OWN = ["csrfmiddlewaretoken", "writer", "kept", "witness", "page"];

const placeOf = (key) => `kapok-form-${key}-`;
const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => (
  name && !OWN.includes(name) && !["file", "password", "submit", "button"].includes(type)
));
const isChoice = ({ type }) => type === "radio" || type === "checkbox";
const read = (field) => {
  if (isChoice(field)) return field.checked;
  return field.multiple ? [...field.selectedOptions].map(({ value }) => value) : field.value;
};

function write(field, value) {
  if (isChoice(field)) field.checked = value;
  else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
  else field.value = value;
  if (field.type !== "hidden") field.closest("details")?.setAttribute("open", "");
}

function forgetWhatWasSent() {
  const key = document.cookie.match(new RegExp(`(?:^|; )${SENT}=([\\w-]+)`))?.[1];
  if (!key) return;
  document.cookie = `${SENT}=; max-age=0; path=/`;
  new Drafts(placeOf(key)).save(null);
}

// A text that is to be sent ---------------------------------------------------------------------------
const isText = ({ type, tagName }) => tagName === "TEXTAREA" || type === "text";

function keep(form) {
  const drafts = new Drafts(placeOf(form.dataset.keep));
  const fields = fieldsOf(form);
  const texts = fields.filter(isText);
  const before = texts.map(read).join("\n");
  const save = () => {
    const isSame = texts.map(read).join("\n") === before && !("typed" in form.dataset);
    drafts.save(isSame ? null : fields.map((field) => [field.name, field.value, read(field)]));
  };
  const take = (draft) => {
    if ("typed" in form.dataset || texts.map(read).join("\n") !== before) return false;
    for (const [name, value, kept] of draft) {
      const field = fields.find((one) => one.name === name && (!isChoice(one) || one.value === value));
      const isChosen = name === "answers" && field?.value; // what was just chosen goes first
      if (field && !isChosen) write(field, kept);
    }
    form.querySelector("[data-state]").textContent = form.dataset.found;
    save();
    return true;
  };
  if (drafts.own?.draft) take(drafts.own.draft);
  drafts.offerLeft(take);
  if ("typed" in form.dataset) save();
  form.addEventListener("input", save);
}

// Any other form, while the language is switched --------------------------------------------------------
const others = () => [...document.querySelectorAll("main form")].filter((form) => (
  !form.matches("[data-keep], [data-draft], [data-composer]")
));
const valuesOf = (form) => (
  fieldsOf(form).filter(({ type }) => type !== "hidden").map((field) => [field.name, read(field)])
);
const here = () => location.pathname + location.search;

function carry() {
  const forms = others().map(valuesOf);
  try { sessionStorage.setItem(SWITCH, JSON.stringify({ here: here(), forms })); } catch { /* a private window */ }
}

function putDown() {
  let carried;
  try {
    carried = JSON.parse(sessionStorage.getItem(SWITCH));
    sessionStorage.removeItem(SWITCH);
  } catch { /* a private window */ }
  if (carried?.here !== here()) return;
  others().forEach((form, place) => {
    const fields = fieldsOf(form).filter(({ type }) => type !== "hidden");
    for (const [index, [name, value]] of (carried.forms[place] ?? []).entries()) {
      const field = fields[index];
      if (field?.name === name && JSON.stringify(read(field)) !== JSON.stringify(value)) write(field, value);
    }
  });
}

forgetWhatWasSent();
putDown();
for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
// Without JavaScript the switch sends the page's form; here it sends its own, and `carry` keeps every form.
for (const button of document.querySelectorAll("[data-language] button[form]")) {
  button.removeAttribute("form");
  button.name = "language";
}
document.querySelector("[data-language]")?.addEventListener("submit", carry);
