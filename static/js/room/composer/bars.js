// The reasons why one cannot write now: a mute, a pause of the conversation by the other or by oneself, or that only
// the inner circle writes.
import { words } from "../words.js";

export class Bars {
  constructor(page) {
    const { barred } = page.dataset;
    this.goOn = page.querySelector("[data-go-on]");
    this.reasons = {
      muted: false,
      unseated: false,
      paused: Boolean(barred) && barred === words.paused,
      pausing: this.goOn?.hidden === false,
    };
  }

  set(reasons) {
    Object.assign(this.reasons, reasons);
    if (this.goOn) this.goOn.hidden = !this.reasons.pausing;
  }

  // The first reason in the reader's words; "" when one can write.
  get reason() { return words[Object.keys(this.reasons).find((why) => this.reasons[why])] ?? ""; }

  end() {
    if (this.goOn) this.goOn.hidden = true;
  }
}
