// The welcome as the server would say it now. A tab that asks the leader is told this, not how it was when the socket opened.

export function renewed(welcome, frame) {
  const { type, me, present, seconds: slow, who, on } = frame;
  if (type === "welcome") return frame;
  if (!welcome) return null;
  const room = (what) => ({ ...welcome, room: { ...welcome.room, ...what } });
  if (type === "me") return { ...welcome, me };
  if (type === "presence") return { ...welcome, present };
  if (type === "slow") return room({ slow });
  if (type !== "paused") return welcome;
  const others = (welcome.room?.paused ?? []).filter((one) => one !== who);
  return room({ paused: on ? [...others, who] : others });
}
