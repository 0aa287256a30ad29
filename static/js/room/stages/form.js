// The buttons of the stage clock: begin, pause, go on, extend, move on.

export class StageForm {
  // `refused`: the element that shows a refusal; `take` is called with the clock that the server returns.
  constructor(form, refused, words, take) {
    Object.assign(this, { form, refused, words, take });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act(event.submitter);
    });
  }

  offer({ number, over }, clock) {
    const { form } = this;
    const hadFocus = form.contains(document.activeElement);
    const paused = Boolean(clock.paused_at);
    const can = { begin: false, resume: !over && paused, pause: !over && !paused, extend: !over, "move-on": !over };
    form.hidden = over;
    for (const button of form.querySelectorAll("[data-do]")) button.hidden = !can[button.dataset.do];
    form.querySelector("[data-do=move-on]").textContent = number === clock.of ? this.words.finish : this.words.next;
    form.elements.stage.value = number;
    form.elements.seen.value = clock.acts;
    if (hadFocus) form.querySelector("[data-do]:not([hidden])")?.focus();
  }

  // The server answers with the clock itself, so the page shows it even when no socket is open.
  async act({ formAction }) {
    const body = new FormData(this.form);
    this.refuse("");
    try {
      const answer = await fetch(formAction, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) this.take(said.stage);
      else this.refuse(said.detail);
    } catch {
      this.refuse(this.words.no_line);
    }
  }

  refuse(text) {
    this.refused.textContent = text;
    this.refused.hidden = !text;
  }
}
