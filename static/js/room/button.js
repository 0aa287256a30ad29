// A button of the script's own.

export function button(text, className, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  if (pressed) made.addEventListener("click", pressed);
  return made;
}
