// The phrases that the script shows, in the reader's language. The server puts them into the page.

export const words = JSON.parse(document.getElementById("room-words").textContent);

export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
