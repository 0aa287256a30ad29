// What stands beside the field: how the line is, else why one cannot write, else what the server said last.

export class Status {
  constructor(page) {
    const { away, polling, out, gone, shut } = page.dataset;
    this.place = page.querySelector("[data-line]");
    this.lines = { off: away, poll: polling, 4401: out, 4403: gone, 4404: gone, 4409: shut };
    Object.assign(this, { line: "start", barred: this.place.textContent, notice: "" });
  }

  say(what) {
    if (what.barred) this.notice = ""; // past by the time when one can write again
    Object.assign(this, what);
    this.place.textContent = this.lines[this.line] ?? (this.barred || this.notice);
  }
}
