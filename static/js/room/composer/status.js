// The note beside the field: the state of the connection, else the reason why one cannot write, else the server's last
// words.
import { words } from "../words.js";

export class Status {
  constructor(page) {
    this.place = page.querySelector("[data-line]");
    this.phrases = {
      off: words.away,
      poll: words.polling,
      4401: words.out,
      4403: words.gone,
      4404: words.gone,
      4409: words.shut,
    };
    Object.assign(this, { state: "start", barred: this.place.textContent, notice: "" });
  }

  say(what) {
    if (what.barred) this.notice = ""; // out of date once one can write again
    Object.assign(this, what);
    this.place.textContent = this.phrases[this.state] ?? (this.barred || this.notice);
  }
}
