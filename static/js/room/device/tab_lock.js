// The tabs of one room in one browser: a lock decides which of them leads, a channel carries their messages.

// Without locks or channels each tab is alone and leads itself. `acts` reads the acts on the disk.
export function joinTabs(name, acts, feed) {
  const lead = async () => feed({ type: "lead", acts: await acts() });
  if (!navigator.locks || !window.BroadcastChannel) return { begin: lead, tell() {}, steal() {} };

  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => feed({ type: "told", word: data });
  let waiting;

  // Waits for its turn, then leads until the page closes or another tab takes over.
  async function begin() {
    waiting = new AbortController();
    await claim({ signal: waiting.signal });
  }

  async function steal() {
    waiting?.abort();
    await claim({ steal: true });
  }

  async function claim(options) {
    let led = false;
    try {
      await navigator.locks.request(name, options, async () => {
        led = true;
        await lead();
        await new Promise(() => {});
      });
    } catch {
      if (!led) return;
      feed({ type: "follow" });
      begin();
    }
  }

  return { begin, steal, tell: (word) => channel.postMessage(word) };
}
