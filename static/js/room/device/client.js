// Gives the machine its network, disk, clock and random numbers, and passes commands for the page to `view`.
import { Machine } from "../protocol/machine.js";
import { Outbox } from "./outbox.js";
import { poll, post } from "./requests.js";
import { joinTabs } from "./tab_lock.js";
import { openSocket } from "./web_socket.js";

// `known`: acks of acts that the page shows already. Returns the client as the page uses it.
export async function startClient({ room, me, since, known, token, view }) {
  const place = `${me}/${room}`;
  const outbox = new Outbox(place);
  await outbox.begin();
  const machine = new Machine({ me, since, random: Math.random });
  const timers = new Map();
  let socket;

  const commands = {
    open(command) { socket = openSocket(room, command.socket, feed); },
    close() { socket.close(); },
    say({ frame }) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    poll(question) { poll(room, question, feed); },
    post({ act }) { post(room, act, token, feed); },
    timer({ name, ms }) {
      clearTimeout(timers.get(name));
      timers.set(name, setTimeout(() => feed({ type: "rang", name }), ms));
    },
    cancel({ name }) { clearTimeout(timers.get(name)); },
    save({ act }) { outbox.change(act); },
    drop({ id }) { outbox.drop(id); },
    tell({ word }) { tabs.tell(word); },
    steal() { tabs.steal(); },
    ...view,
  };

  function feed(event) {
    for (const command of machine.take(event)) commands[command.do](command);
  }

  const tabs = joinTabs(`kapok-room-${place}`, () => outbox.all(), feed);
  feed({ type: "start", acts: await outbox.all(), known });
  tabs.begin();
  watchBrowser(feed);

  return {
    // Resolves when the act is on this device's disk, so that a reload loses nothing. `loose`: it is in memory only.
    async act(act) {
      const stored = await outbox.add(act);
      feed({ type: "act", act: stored });
      return stored;
    },
    passing(frame) { feed({ type: "passing", frame }); },
    stranger() { feed({ type: "stranger" }); },
    retry(id) { feed({ type: "retry", id }); },
    drop(id) { feed({ type: "drop", id }); },
    get since() { return machine.since; },
    get state() { return machine.state; },
  };
}

// Tells the machine when the network or the reader leaves and returns.
function watchBrowser(feed) {
  const hurry = () => feed({ type: "hurry" });
  addEventListener("online", () => feed({ type: "back" }));
  addEventListener("offline", () => feed({ type: "offline" }));
  addEventListener("pageshow", ({ persisted }) => persisted && hurry());
  document.addEventListener("resume", hurry);
  document.addEventListener("visibilitychange", () => document.hidden || hurry());
}
