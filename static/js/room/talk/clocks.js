// The time of a message: by the reader's own clock first, then by its author's, with the place.
import { fill, words } from "../words.js";

export function clocks(at, member, zone) {
  const clock = (timeZone) => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  const here = clock(zone);
  const there = member ? clock(member.time_zone) : here;
  return there === here ? here : `${here} · ${fill(words.there, { time: there, place: member.place })}`;
}

export function dayOf(at, timeZone) {
  const { lang } = document.documentElement;
  const options = { weekday: "long", day: "numeric", month: "long", timeZone };
  return new Date(at).toLocaleDateString(lang === "en" ? "en-GB" : lang, options).replace(",", "");
}
