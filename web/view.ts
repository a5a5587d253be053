// Elements, made of texts only: nothing that comes from the service is read as markup.

type Child = Node | string | null;

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

/** Text in whatever direction its letters have, that does not move what is beside it. */
function textOf(text: string): HTMLElement {
  return make("bdi", { dir: "auto" }, text);
}

class View {
  constructor(private readonly words: Words) {}

  word(key: string, values: Record<string, string> = {}): string {
    const text = this.words[`alert.${key}`] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }

  /** A name cut where its parts meet those of the other; parts that met have the same number. */
  pieces(pieces: Piece[]): HTMLElement {
    const name = make("bdi", { dir: "auto", class: "name" });
    for (const piece of pieces) {
      if (piece.kind === "") name.append(piece.text);
      else name.append(make("mark", { class: piece.kind, title: this.word(`page.mark.${piece.kind}`) }, piece.text));
    }
    return name;
  }

  legend(pieces: Piece[]): HTMLElement {
    const kinds = [...new Set(pieces.map((piece) => piece.kind))].filter((kind) => kind !== "");
    const legend = make("p", { class: "legend" });
    for (const kind of kinds) legend.append(make("mark", { class: kind }, this.word(`page.mark.${kind}`)), " ");
    return legend;
  }

  score(score: number): HTMLElement {
    const level = score >= 0.9 ? "high" : score >= 0.8 ? "middle" : "low";
    return make("span", { class: `score ${level}`, "aria-label": `${this.word("page.score")} ${score.toFixed(2)}` }, score.toFixed(2));
  }

  state(alert: Alert): HTMLElement {
    const badge = make("span", { class: `state ${alert.state}` }, alert.state_word);
    if (alert.proposed === null) return badge;
    const proposed = this.word("proposed", { state: this.word(`state.${alert.proposed}`) });
    return make("span", {}, badge, " ", make("span", { class: "state proposed" }, `${proposed} · ${this.word("waits")}`));
  }

  /** A line of the queue. */
  item(alert: Alert, chosen: boolean): HTMLButtonElement {
    const button = make(
      "button",
      { type: "button", class: "item", "data-alert": String(alert.alert) },
      this.score(alert.score),
      make("span", { class: "who" }, textOf(alert.person.name), make("small", {}, textOf(alert.listed_name), ` · ${alert.list}`)),
      this.state(alert),
    );
    if (chosen) button.setAttribute("aria-current", "true");
    return button;
  }

  private born(entry: Entry): string {
    return entry.born.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
  }

  private row(field: string, asked: string, listed: Child, before: string | null): HTMLElement | null {
    if (asked === "" && listed === null && !before) return null;
    const row = make("tr", {}, make("th", { scope: "row" }, this.word(`field.${field}`)), make("td", {}, textOf(asked)));
    row.append(make("td", {}, listed));
    if (before !== null) row.append(make("td", { class: "before" }, textOf(before)));
    return row;
  }

  private names(entry: Entry, quality: string): string {
    return entry.names.filter((name) => name.quality === quality).map((name) => name.text).join(" · ");
  }

  private details(entry: Entry, kind: string): string {
    return entry.details.filter((detail) => detail.kind === kind).map((detail) => detail.text).join(" · ");
  }

  /** Both records, a row for each field; with a third column where the entry was another when it was decided about. */
  records(sheet: Sheet): HTMLElement {
    const { person, listed, listed_before: before } = sheet.alert;
    const kinds = new Set([...listed.details, ...(before?.details ?? [])].map((detail) => detail.kind));
    const rows: [string, string, (entry: Entry) => string][] = [
      ["alias", "", (entry) => this.names(entry, "alias")],
      ["weak", "", (entry) => this.names(entry, "weak")],
      ["kind", this.word(`kind.${person.kind}`), (entry) => this.word(`kind.${entry.kind}`)],
      ["born", person.born === null ? "" : String(person.born), (entry) => this.born(entry)],
      ["country", person.country, (entry) => entry.countries.join(", ")],
      ["programme", "", (entry) => entry.programme],
    ];
    for (const kind of kinds) rows.push([kind, "", (entry) => this.details(entry, kind)]);
    const head = make("tr", {}, make("td"), make("th", { scope: "col" }, this.word("asked")));
    const version = this.word("page.version", { n: String(sheet.alert.list_version) });
    head.append(make("th", { scope: "col" }, `${this.word("listed")}: `, textOf(sheet.alert.list), `, ${version}`));
    if (before) head.append(make("th", { scope: "col" }, this.word("before")));
    const body = make("tbody");
    const name = make("tr", { class: "names" }, make("th", { scope: "row" }, this.word("field.name")));
    name.append(make("td", {}, this.pieces(sheet.asked_pieces)), make("td", {}, this.pieces(sheet.listed_pieces)));
    if (before) name.append(make("td", { class: "before" }, textOf(this.names(before, "primary"))));
    body.append(name);
    for (const [field, asked, of] of rows) {
      const text = of(listed);
      const row = this.row(field, asked, text === "" ? null : textOf(text), before ? of(before) : null);
      if (row) body.append(row);
    }
    const reference = this.row("reference", person.reference, textOf(sheet.alert.entry), before ? sheet.alert.entry : null);
    if (reference) body.append(reference);
    return make("div", { class: "records" }, make("table", {}, make("thead", {}, head), body));
  }

  reasons(why: string): HTMLElement {
    const list = make("ul", { class: "why" });
    for (const step of why.split("; ")) {
      const effect = /^(.*) \[([+-]\d+)\]$/.exec(step);
      if (effect === null) list.append(make("li", {}, textOf(step)));
      else {
        const sign = (effect[2] ?? "").startsWith("-") ? "down" : "up";
        list.append(make("li", {}, make("b", { class: sign, dir: "ltr" }, effect[2] ?? ""), " ", textOf(effect[1] ?? "")));
      }
    }
    return make("section", {}, make("h3", {}, this.word("why")), list);
  }

  history(events: AlertEvent[]): HTMLElement {
    const list = make("ol", { class: "history" });
    for (const event of events) {
      const line = make("li", {}, make("time", { datetime: event.at, dir: "ltr" }, event.at.replace("T", " ").replace("Z", "")));
      line.append(" ", make("b", {}, event.action_word), event.by === "" ? "" : " · ");
      if (event.by !== "") line.append(textOf(event.by));
      line.append(make("small", {}, ` (${this.word("record", { line: String(event.line) })})`));
      if (event.by !== "" && event.text !== "") line.append(make("p", {}, textOf(event.text)));
      list.append(line);
    }
    return make("section", {}, make("h3", {}, this.word("history")), list);
  }

  keys(): HTMLElement {
    const keys: [string, string][] = [
      ["J K", "move"],
      ["/", "find"],
      ["R", "reason"],
      ["1–8", "digits"],
      ["Esc", "leave"],
    ];
    const list = make("p", { class: "keys" }, make("strong", {}, this.word("page.keys")));
    for (const [key, what] of keys) list.append(make("span", {}, make("kbd", { dir: "ltr" }, key), ` ${this.word(`page.key.${what}`)}`));
    return list;
  }
}
