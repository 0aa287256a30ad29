// A closed room may be opened again, so the page asks the server each minute and when the reader returns.
import { isOpen } from "./device/requests.js";

const EVERY = 60000;

export function awaitReopening(room) {
  const recheck = async () => {
    if (!document.hidden && await isOpen(room)) location.reload();
  };
  setInterval(recheck, EVERY);
  document.addEventListener("visibilitychange", recheck);
}
