// The effects of the server's frames on the page, except messages of the talk.
import { fill, words } from "./words.js";

// Handlers by type; other modules listen on the page for the other types. `bar` shuts or opens the field.
export function frameHandlers({ page, talk, present, strangers, status, mute, position, delivery }, bar) {
  const { unhurried, zone } = page.dataset;
  const slowed = (seconds) => delivery.composer?.slowed(unhurried ? 0 : seconds);
  // A reader who may only read has no field and has typed nothing, so a fresh page gives them one.
  const seat = (who) => {
    const mayWrite = unhurried || !who || who.includes(talk.me);
    if (mayWrite && page.querySelector("[data-only-reads]")) location.reload();
    else bar({ unseated: !mayWrite });
  };
  return {
    welcome({ members, facilitators = [], present: here, me, room, now, heard_at: heardAt }) {
      talk.learn([...members, ...facilitators, me]);
      present.show(here);
      slowed(room.slow ?? 0);
      const { paused = [] } = room;
      seat(room.speakers);
      bar({ pausing: paused.includes(me.id), paused: paused.some((who) => who !== me.id) });
      mute.take(me, now, heardAt);
      position.seen();
    },
    presence({ present: here }) {
      for (const who of here) strangers.meet(delivery.client, who);
      present.show(here);
    },
    typing({ who }) { present.writes(who); },
    notice({ text }) { status.say({ notice: text }); },
    nack({ code, detail }) {
      if (code !== "rate") status.say({ notice: detail });
    },
    slow({ seconds }) {
      slowed(seconds);
      status.say({ notice: seconds ? fill(words.slowed, { count: seconds }) : "" });
    },
    speakers({ who }) { seat(who); },
    me({ me }) { mute.take(me); },
    paused({ who, on }) { bar({ [who === talk.me ? "pausing" : "paused"]: on }); },
    opened({ who, name, because }) {
      talk.learn([{ id: who, name, time_zone: zone }]);
      const line = document.createElement("p");
      line.className = "quiet";
      line.textContent = fill(because === "hand" ? words.opened_by_hand : words.opened_by_report, { name });
      page.parentElement.before(line);
      status.say({ notice: line.textContent });
    },
  };
}
