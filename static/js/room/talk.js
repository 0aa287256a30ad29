// What is said in the room, as the page shows it. Text comes from the server cleaned; names and times are set as text.

const EMOJI_ORDER = ["👍", "❤️", "💡", "🙏", "🤝", "❓"];

export const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

export class Talk {
  constructor(page) {
    this.page = page;
    this.words = page.dataset;
    this.list = page.querySelector("[data-talk]");
    this.template = document.getElementById("message").content.firstElementChild;
    this.language = document.documentElement.lang;
    this.me = Number(this.words.me);
    this.members = new Map();
    for (const row of this.list.querySelectorAll("[data-message]")) this.label(row);
  }

  row(id) { return this.list.querySelector(`[data-message="${id}"]`); }

  // Names and clocks of messages that came before their authors were known.
  learn(members) {
    for (const member of members) this.members.set(member.id, member);
    for (const row of this.list.querySelectorAll("[data-unknown]")) this.sign(row, Number(row.dataset.author), row.dataset.at);
  }

  name(id) { return this.members.get(id)?.name ?? this.words.somebody; }

  // A changed message: a new row, or the row that stands changed. Tells whether it is new and not mine.
  show(message) {
    let row = this.row(message.id);
    const fresh = !row;
    if (fresh) {
      row = this.template.cloneNode(true);
      row.id = `message-${message.id}`;
      Object.assign(row.dataset, { message: message.id, seq: message.seq, author: message.author, at: message.sent_at });
      row.classList.add("fresh");
      this.sign(row, message.author, message.sent_at);
      const link = row.querySelector(".more-acts");
      link.href = link.href.replace(/\/0\/$/, `/${message.id}/`);
      this.place(row);
    }
    this.quote(row, message);
    this.text(row, message);
    this.reactions(row, message.reactions);
    if (message.kind === "stage") this.page.dispatchEvent(new CustomEvent("kapok:told", { detail: { row, message } }));
    return fresh && message.author !== this.me;
  }

  sign(row, author, at) {
    const mine = author === this.me;
    const member = this.members.get(author);
    row.toggleAttribute("data-unknown", !member);
    row.classList.add(member?.shore ?? "middle");
    if (member?.shore) row.classList.remove("middle");
    row.classList.toggle("mine", mine);
    row.querySelector(".who").textContent = mine ? this.words.you : this.name(author);
    const when = row.querySelector(".when");
    when.dateTime = at;
    when.textContent = this.clocks(new Date(at), member);
    this.label(row);
  }

  // The reader's own clock first, then the author's, with its place.
  clocks(at, member) {
    const clock = (timeZone) => at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
    const here = clock(this.words.zone);
    const there = member ? clock(member.time_zone) : here;
    return there === here ? here : `${here} · ${fill(this.words.there, { time: there, place: member.place })}`;
  }

  text(row, message) {
    const prose = row.querySelector(".prose");
    const withheld = message.deleted_at ? this.words.retracted : message.hidden_at ? this.words.hidden : "";
    if (withheld) {
      const said = document.createElement("p");
      said.className = "quiet";
      said.textContent = withheld;
      prose.replaceChildren(said);
      row.querySelector(".more-acts")?.remove();
    } else {
      prose.innerHTML = message.html; // rendered and cleaned by the server when it was saved
      prose.lang = message.lang;
    }
    row.dataset.body = withheld ? "" : message.body;
    row.querySelector(".state").textContent = message.edited_at && !withheld ? this.words.edited : "";
  }

  quote(row, message) {
    const answered = message.reply_to && this.row(message.reply_to);
    const place = row.querySelector(".quote");
    if (!answered || !place.hidden) return;
    const link = place.querySelector("a") ?? place.appendChild(document.createElement("a"));
    link.href = `#message-${message.reply_to}`;
    link.textContent = answered.querySelector(".prose").textContent.trim().slice(0, 90);
    place.hidden = false;
  }

  reactions(row, reactions) {
    const foot = row.querySelector(".reactions");
    for (const old of foot.querySelectorAll("button")) old.remove();
    const given = Object.entries(reactions).sort((a, b) => EMOJI_ORDER.indexOf(a[0]) - EMOJI_ORDER.indexOf(b[0]));
    const buttons = given.filter(([, people]) => people.length).map(([emoji, people]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mark-button";
      button.dataset.emoji = emoji;
      button.setAttribute("aria-pressed", String(people.includes(this.me)));
      button.textContent = `${emoji} ${people.length}`;
      return button;
    });
    foot.prepend(...buttons);
  }

  // By its place among those that have one; what still waits for its ack stays last.
  place(row) {
    this.list.querySelector("[data-empty]")?.remove();
    const seq = Number(row.dataset.seq);
    const later = [...this.list.querySelectorAll("[data-seq]")].reverse().find((other) => Number(other.dataset.seq) < seq);
    const waiting = this.list.querySelector("[data-waiting]");
    if (later) later.after(row);
    else this.list.insertBefore(row, this.list.querySelector("[data-seq]") ?? waiting);
    this.day(row);
  }

  day(row) {
    let before = row.previousElementSibling;
    while (before && !before.dataset.at) before = before.previousElementSibling;
    const options = { weekday: "long", day: "numeric", month: "long", timeZone: this.words.zone };
    const language = this.language === "en" ? "en-GB" : this.language;
    const day = (at) => new Date(at).toLocaleDateString(language, options).replace(",", "");
    const today = day(row.dataset.at);
    if (before && day(before.dataset.at) === today) return;
    const mark = document.createElement("li");
    mark.className = "day";
    mark.textContent = today;
    row.before(mark);
  }

  // An act of mine that the server has not acknowledged yet.
  wait(act) {
    let row = this.list.querySelector(`[data-waiting="${act.id}"]`);
    if (row) return row;
    this.list.querySelector("[data-empty]")?.remove();
    row = this.template.cloneNode(true);
    row.dataset.waiting = act.id;
    row.classList.add("kept");
    this.sign(row, this.me, new Date(act.at ?? Date.now()).toISOString());
    row.querySelector(".more-acts").remove();
    const prose = row.querySelector(".prose");
    prose.textContent = act.body;
    prose.classList.add("as-typed");
    this.list.append(row);
    return row;
  }

  waiting(id) { return this.list.querySelector(`[data-waiting="${id}"]`); }

  // The server has it: the row that waited goes, its message stands (or is about to) in its place.
  acked(id) { this.waiting(id)?.remove(); }

  markNew() {
    if (this.list.querySelector(".mark-new")) return;
    const mark = document.createElement("li");
    mark.className = "mark-new";
    mark.textContent = this.words.new;
    this.list.append(mark);
  }

  label(row) {
    row.querySelector(".more-acts")?.setAttribute("role", "button");
  }
}
