// Why one cannot write now: muted, or the conversation is paused by the other one or by oneself.
import { words } from "../words.js";

export class Bars {
  constructor(page) {
    const { barred } = page.dataset;
    this.goOn = page.querySelector("[data-go-on]");
    this.standing = {
      muted: false,
      paused: Boolean(barred) && barred === words.paused,
      pausing: this.goOn?.hidden === false,
    };
  }

  set(standing) {
    Object.assign(this.standing, standing);
    if (this.goOn) this.goOn.hidden = !this.standing.pausing;
  }

  // In the reader's words; "" where one can write.
  get reason() { return words[Object.keys(this.standing).find((why) => this.standing[why])] ?? ""; }

  end() {
    if (this.goOn) this.goOn.hidden = true;
  }
}
