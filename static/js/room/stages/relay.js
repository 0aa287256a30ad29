// The strip of a relay. The server computes whose word it is; after each act this takes it from a fresh page. When the
// connection fails, the message in the talk still says it.
export function keepRelay(page) {
  page.addEventListener("kapok:relay", async () => {
    const strip = document.getElementById("relay-now");
    if (!strip) return;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("relay-now");
      if (fresh) document.getElementById("relay-now").replaceWith(document.adoptNode(fresh));
    } catch {
      // The next act or page shows it.
    }
  });
}
