// The grid of the week: arrow keys go from hour to hour, with shift they carry the tick along, and a mouse can paint.
const grids = [...document.querySelectorAll(".week")];
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

for (const grid of grids) {
  const lines = [...grid.tBodies[0].rows].map((line) => [...line.querySelectorAll("input")]);
  grid.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const row = step ? lines.findIndex((line) => line.includes(event.target)) : -1;
    const next = row < 0 ? null : lines[row + step[0]]?.[lines[row].indexOf(event.target) + step[1]];
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) set(next, event.target.checked);
    next.focus();
  });
  grid.addEventListener("pointerdown", paint);
}

function paint(event) {
  const first = event.target;
  if (event.pointerType !== "mouse" || event.button !== 0 || first.type !== "checkbox") return;
  const ticked = !first.checked;
  const over = ({ target, buttons }) => {
    if (buttons !== 1) return stop();
    if (target !== first && target.type === "checkbox") set(target, ticked), set(first, ticked);
  };
  const stop = () => document.removeEventListener("pointerover", over);
  document.addEventListener("pointerover", over);
  document.addEventListener("pointerup", stop, { once: true });
}

function set(box, ticked) {
  if (box.checked === ticked) return;
  box.checked = ticked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

// The clock of the grid is the zone that is chosen above it.
const zone = document.querySelector("[name=time_zone]");
const place = document.querySelector("[data-clock]");
if (zone && place) {
  const say = () => { place.textContent = zone.value.split("/").at(-1).replaceAll("_", " "); };
  zone.addEventListener("change", say);
  if (!zone.selectedOptions[0]?.defaultSelected) say();
}
