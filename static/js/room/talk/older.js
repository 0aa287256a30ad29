// Older pages of the talk, put above it as the server shows them.
import { readPage } from "../device/requests.js";
import { words } from "../words.js";

export class Older {
  constructor(page, talk, position) {
    Object.assign(this, { talk, list: talk.list, log: talk.list.parentElement, position, loading: false });
    this.link = page.querySelector("[data-older]");
    this.failed = document.createElement("span");
    Object.assign(this.failed, { className: "quiet", role: "status", textContent: words.older_failed });
    this.link?.addEventListener("click", (event) => {
      event.preventDefault();
      this.load();
    });
  }

  async load() {
    if (this.loading) return;
    this.loading = true;
    this.failed.remove();
    this.log.setAttribute("aria-busy", "true");
    try {
      this.show(await readPage(this.link.href));
    } catch {
      this.link.after(this.failed);
    }
    this.log.removeAttribute("aria-busy");
    this.loading = false;
  }

  show(page) {
    const { list, position } = this;
    position.hold();
    position.end = false;
    const joint = list.querySelector(".day");
    const rows = [...page.querySelector("[data-talk]").children].map((row) => document.adoptNode(row));
    if (rows.some((row) => row.matches(".mark-new"))) list.querySelector(".mark-new")?.remove();
    list.prepend(...rows);
    this.talk.arrived(rows);
    const days = [...list.querySelectorAll(".day")];
    if (joint && days[days.indexOf(joint) - 1]?.textContent === joint.textContent) joint.remove();
    const next = page.querySelector("[data-older]");
    if (next) this.link.href = next.getAttribute("href");
    else this.link.parentElement.remove();
    position.keep();
    if (next) return;
    rows.find((row) => row.dataset.message)?.querySelector(".more-acts")?.focus({ preventScroll: true });
  }
}
