// A tab that does not lead asks the server for the changes that it missed, with plain requests.

export class CatchUp {
  constructor(poll) { Object.assign(this, { poll, missed: 0, fetching: false }); }

  reset() { Object.assign(this, { missed: 0, fetching: false }); }

  fetch(rev) {
    this.missed = Math.max(this.missed, rev);
    if (this.fetching) return;
    this.fetching = true;
    this.poll.ask(0);
  }

  fetched(more) {
    this.fetching = false;
    if (more) this.fetch(this.missed);
  }
}
