// The page: signing in, the queue, the alert in hand, decisions. Everything can be done by keyboard.

const LANGUAGES: Record<string, string> = { en: "English", fr: "Français", ar: "العربية" };
const ACTIONS: Action[] = ["take", "false", "true", "except", "comment", "confirm", "turn-down", "reopen"];
const FILTERS: Record<string, Record<string, string>> = {
  undecided: {},
  second: { proposed: "yes" },
  closed: { state: "false,true,exception,delisted" },
};

/** What may be done with an alert from its state; the service has the last word. */
function actionsOf(alert: Alert): Action[] {
  if (alert.proposed !== null) return ["comment", "confirm", "turn-down"];
  if (alert.state === "open") return ["take", "false", "true", "except", "comment"];
  if (alert.state === "review") return ["false", "true", "except", "comment"];
  return ["comment", "reopen"];
}

function startLanguage(): string {
  const kept = sessionStorage.getItem("language") ?? navigator.language.slice(0, 2);
  return kept in LANGUAGES ? kept : "en";
}

class Page {
  private readonly root = document.getElementById("page") as HTMLElement;
  private language = startLanguage();
  private view = new View({});
  private service: Service | null = null;
  private me: Me = { name: "", scopes: [] };
  private filter = "undecided";
  private text = "";
  private alerts: Alert[] = [];
  private sheet: Sheet | null = null;
  private asked = 0; // counts what was asked, so that a late answer does not take the place of a newer one

  async start(): Promise<void> {
    document.addEventListener("keydown", (event) => this.onKey(event));
    await this.speak(this.language);
  }

  /** Everything anew in a language. */
  private async speak(language: string): Promise<void> {
    this.language = language;
    sessionStorage.setItem("language", language);
    this.view = new View(await readWords(language));
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    document.title = `Aman · ${this.view.word("page.title")}`;
    const token = sessionStorage.getItem("token");
    if (token === null) this.showSignIn("");
    else await this.signIn(token);
  }

  private languageChoice(): HTMLElement {
    const select = make("select", { id: "language", "aria-label": this.view.word("page.language") });
    for (const [code, name] of Object.entries(LANGUAGES)) {
      const option = make("option", { value: code, lang: code }, name);
      if (code === this.language) option.selected = true;
      select.append(option);
    }
    select.addEventListener("change", () => void this.speak(select.value));
    return select;
  }

  // ---- signing in ----

  private showSignIn(wrong: string): void {
    const token = make("input", { id: "token", type: "password", autocomplete: "off", spellcheck: "false", required: "", dir: "ltr" });
    const form = make(
      "form",
      { class: "sign-in" },
      make("h1", {}, `Aman · ${this.view.word("page.title")}`),
      make("label", { for: "token" }, this.view.word("page.token")),
      token,
      make("p", { class: "hint" }, this.view.word("page.token_hint")),
      make("p", { class: "wrong", role: "alert" }, wrong),
      make("button", { type: "submit", class: "main" }, this.view.word("page.sign_in")),
      this.languageChoice(),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.signIn(token.value.trim());
    });
    this.root.replaceChildren(form);
    token.focus();
  }

  private async signIn(token: string): Promise<void> {
    const service = new Service(token, this.language);
    try {
      this.me = await service.me();
    } catch (error) {
      const known = !(error instanceof Refusal && error.status === 401);
      if (!known) sessionStorage.removeItem("token");
      this.showSignIn(this.view.word(known ? "page.offline" : "page.wrong_token"));
      return;
    }
    this.service = service;
    sessionStorage.setItem("token", token);
    this.showDesk();
    await this.loadQueue();
  }

  private signOut(): void {
    sessionStorage.removeItem("token");
    this.service = null;
    this.sheet = null;
    this.alerts = [];
    this.showSignIn("");
  }

  // ---- the desk ----

  private showDesk(): void {
    const out = make("button", { type: "button", id: "sign-out" }, this.view.word("page.sign_out"));
    out.addEventListener("click", () => this.signOut());
    const find = make("input", { id: "find", type: "search", placeholder: this.view.word("page.find"), "aria-label": this.view.word("page.find"), dir: "auto" });
    find.value = this.text;
    find.addEventListener("change", () => {
      this.text = find.value;
      void this.loadQueue();
    });
    const filters = make("div", { class: "filters", role: "group", "aria-label": this.view.word("page.show") });
    for (const name of Object.keys(FILTERS)) {
      const button = make("button", { type: "button", "data-filter": name, "aria-pressed": String(name === this.filter) }, this.view.word(`page.${name}`));
      button.addEventListener("click", () => {
        this.filter = name;
        for (const other of filters.children) other.setAttribute("aria-pressed", String(other === button));
        void this.loadQueue();
      });
      filters.append(button);
    }
    this.root.replaceChildren(
      make("header", {}, make("h1", {}, "Aman"), make("span", { class: "me" }, textOf(this.me.name)), this.languageChoice(), out),
      make("p", { id: "said", role: "status" }),
      make(
        "main",
        {},
        make("nav", { "aria-label": this.view.word("page.title") }, filters, find, make("ol", { id: "queue" }), make("p", { id: "count" })),
        make("article", { id: "sheet", tabindex: "-1" }),
      ),
      make("footer", {}, this.view.keys()),
    );
    this.showSheet();
  }

  private say(text: string, wrong = false): void {
    const said = document.getElementById("said");
    if (said === null) return;
    said.textContent = text;
    said.className = wrong ? "wrong" : "right";
  }

  private fail(error: unknown): void {
    if (!(error instanceof Refusal)) this.say(this.view.word("page.offline"), true);
    else if (error.status === 401) this.signOut();
    else if (error.refusal !== "") this.say(this.view.word(`page.refused.${error.refusal}`), true);
    else this.say(this.view.word("page.failed", { why: error.message }), true);
  }

  // ---- the queue ----

  private async loadQueue(): Promise<void> {
    const service = this.service, asked = ++this.asked;
    if (service === null) return;
    try {
      const answer = await service.queue({ ...FILTERS[this.filter], text: this.text, limit: "200" });
      if (asked !== this.asked) return;
      this.alerts = answer.queue.alerts;
      this.showQueue(answer);
    } catch (error) {
      this.fail(error);
      return;
    }
    const first = this.alerts[0];
    const still = this.sheet !== null && this.alerts.some((alert) => alert.alert === this.sheet?.alert.alert);
    if (!still && first !== undefined) await this.open(first.alert);
    else if (!still) this.close();
    else if (this.sheet !== null) await this.open(this.sheet.alert.alert);
  }

  private showQueue(answer: Queue): void {
    const queue = document.getElementById("queue"), count = document.getElementById("count");
    if (queue === null || count === null) return;
    queue.replaceChildren();
    for (const alert of this.alerts) {
      const item = this.view.item(alert, alert.alert === this.sheet?.alert.alert);
      item.addEventListener("click", () => void this.open(alert.alert));
      queue.append(make("li", {}, item));
    }
    const { shown, all } = answer.queue;
    count.textContent = all === 0 ? this.view.word("none") : this.view.word("count", { shown: String(shown), all: String(all) });
  }

  private async open(number: number): Promise<void> {
    const service = this.service, asked = ++this.asked;
    if (service === null) return;
    try {
      const sheet = await service.alert(number);
      if (asked !== this.asked) return;
      this.sheet = sheet;
      this.showSheet();
      document.getElementById("sheet")?.scrollTo(0, 0);
    } catch (error) {
      this.fail(error);
    }
  }

  private close(): void {
    this.sheet = null;
    this.showSheet();
  }

  private async move(by: number): Promise<void> {
    const at = this.alerts.findIndex((alert) => alert.alert === this.sheet?.alert.alert);
    const next = this.alerts[Math.max(0, Math.min(this.alerts.length - 1, at + by))];
    if (next === undefined) return;
    await this.open(next.alert);
    document.querySelector<HTMLElement>(`[data-alert="${next.alert}"]`)?.focus();
  }

  // ---- the alert in hand ----

  private showSheet(): void {
    const place = document.getElementById("sheet");
    if (place === null) return;
    for (const item of document.querySelectorAll("[data-alert]")) {
      if (item.getAttribute("data-alert") === String(this.sheet?.alert.alert)) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
    if (this.sheet === null) {
      place.replaceChildren(make("p", { class: "hint" }, this.view.word("page.choose")));
      return;
    }
    const { alert } = this.sheet;
    const head = make("h2", {}, `#${alert.alert} `, this.view.score(alert.score), " ", this.view.state(alert));
    const changed = alert.entry_changed ? make("p", { class: "changed" }, this.view.word("changed")) : null;
    place.replaceChildren(
      head,
      ...(changed ? [changed] : []),
      this.view.records(this.sheet),
      this.view.legend([...this.sheet.asked_pieces, ...this.sheet.listed_pieces]),
      this.view.reasons(alert.why),
      this.decision(alert),
      this.view.history(alert.history),
    );
  }

  private decision(alert: Alert): HTMLElement {
    const section = make("section", { class: "decision" }, make("h3", {}, this.view.word("page.decide")));
    if (!this.me.scopes.includes("decide")) {
      section.append(make("p", { class: "hint" }, this.view.word("page.read_only")));
      return section;
    }
    const reason = make("textarea", { id: "reason", rows: "2", dir: "auto", placeholder: this.view.word("page.reason_hint") });
    section.append(make("label", { for: "reason" }, this.view.word("page.reason"), " ", make("kbd", { dir: "ltr" }, "R")), reason);
    const buttons = make("div", { class: "actions" });
    for (const action of actionsOf(alert)) {
      const key = String(ACTIONS.indexOf(action) + 1);
      const button = make("button", { type: "button", class: `do ${action}`, "data-action": action }, make("kbd", { dir: "ltr" }, key), ` ${this.view.word(`page.do.${action}`)}`);
      if (action === "confirm" && alert.by.trim().toLowerCase() === this.me.name.toLowerCase()) {
        button.disabled = true;
        button.title = this.view.word("page.refused.same_person");
      }
      button.addEventListener("click", () => void this.decide(action));
      buttons.append(button);
    }
    section.append(buttons);
    return section;
  }

  private async decide(action: Action): Promise<void> {
    const service = this.service, sheet = this.sheet;
    const reason = document.getElementById("reason") as HTMLTextAreaElement | null;
    if (service === null || sheet === null || reason === null) return;
    try {
      this.sheet = await service.step(sheet.alert, action, reason.value.trim());
    } catch (error) {
      this.fail(error);
      if (error instanceof Refusal && error.refusal === "no_reason") reason.focus();
      if (error instanceof Refusal && error.refusal === "moved_on") await this.loadQueue();
      return;
    }
    this.say(this.view.word("page.done"));
    this.showSheet();
    await this.loadQueue();
    document.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
  }

  // ---- keys: by their place, so that they are the same on every keyboard ----

  private onKey(event: KeyboardEvent): void {
    if (this.service === null || event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    const writing = target.matches("input, textarea, select");
    if (event.key === "Escape" && writing) target.blur();
    if (writing) return;
    const digit = /^(?:Digit|Numpad)([1-8])$/.exec(event.code);
    if (event.code === "KeyJ" || event.key === "ArrowDown") void this.move(1);
    else if (event.code === "KeyK" || event.key === "ArrowUp") void this.move(-1);
    else if (event.key === "/" || event.code === "Slash") document.getElementById("find")?.focus();
    else if (event.code === "KeyR") document.getElementById("reason")?.focus();
    else if (digit !== null) this.press(Number(digit[1]));
    else return;
    event.preventDefault();
  }

  private press(digit: number): void {
    const action = ACTIONS[digit - 1];
    document.querySelector<HTMLButtonElement>(`[data-action="${action}"]:not(:disabled)`)?.click();
  }
}

void new Page().start();
