// The versions of a worksheet's field, as pure state. A version stands until another is written over it; two that stand
// are a clash. My own versions that the server has not acknowledged stand too, by the ids of their acts.

export class Versions {
  // `shown`: the versions that stand in the page.
  constructor(shown) { Object.assign(this, { standing: [...shown], over: new Set() }); }

  // Takes a message of the room. Returns false when it is known already.
  take({ id, author, body, lang, sent_at: at, over, hidden_at: hidden }) {
    const known = this.standing.find((version) => version.id === id);
    if (known) {
      const isSame = known.text === (body ?? "");
      known.text = body ?? "";
      return !isSame;
    }
    if (this.over.has(id)) return false;
    this.add({ id, author, text: body ?? "", lang, at, hidden: Boolean(hidden) }, over);
    return true;
  }

  // My own act is on its way.
  wait({ id, body, over, at }, me, lang) {
    if (!this.standing.some((version) => version.id === id)) this.add({ id, author: me, text: body, lang, at }, over);
  }

  // The server has given that act its number.
  acked(act, id) {
    const mine = this.standing.find((version) => version.id === act);
    if (this.over.has(act)) this.over.add(id);
    if (!mine) return;
    if (this.standing.some((version) => version.id === id) || this.over.has(id)) this.drop(act);
    else mine.id = id;
  }

  // An act that the server did not take stands no longer. What it was written over does again.
  dropped(act) {
    const gone = this.standing.find(({ id }) => id === act);
    if (!gone) return;
    for (const { id } of gone.beneath) this.over.delete(id);
    this.drop(act);
    this.standing.push(...gone.beneath);
  }

  add(version, over = []) {
    for (const id of over ?? []) this.over.add(id);
    const beneath = this.standing.filter(({ id }) => this.over.has(id));
    this.standing = this.standing.filter(({ id }) => !this.over.has(id));
    this.standing.push({ ...version, beneath });
  }

  drop(gone) { this.standing = this.standing.filter(({ id }) => id !== gone); }

  get ids() { return this.standing.map(({ id }) => id); }

  get text() { return this.standing.map(({ text }) => text).filter(Boolean).join("\n\n"); }

  get clash() { return this.standing.length > 1; }
}
