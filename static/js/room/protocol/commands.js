// The commands that answer one event, in the order in which they are to be carried out.

export class Commands {
  constructor() { this.list = []; }

  add(name, what) { this.list.push({ do: name, ...what }); }

  timer(name, ms) { this.add("timer", { name, ms }); }

  cancel(...names) {
    for (const name of names) this.add("cancel", { name });
  }

  drain() {
    const { list } = this;
    this.list = [];
    return list;
  }
}
