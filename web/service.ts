// What the service says, and how it is asked. The token goes into a header of each request and into nothing else.

type State = "open" | "review" | "false" | "true" | "exception" | "delisted";
type Action = "take" | "false" | "true" | "except" | "comment" | "confirm" | "turn-down" | "reopen";
type Words = Record<string, string>;

interface Person {
  reference: string;
  name: string;
  born: number | null;
  country: string;
  kind: string;
}

interface Alert {
  alert: number;
  revision: number;
  score: number;
  state: State;
  state_word: string;
  proposed: State | null;
  by: string;
  changed_at: string;
  entry_changed: boolean;
  person: Person;
  list: string;
  list_version: number;
  entry: string;
  listed_name: string;
}

interface Entry {
  kind: string;
  programme: string;
  names: { text: string; quality: "primary" | "alias" | "weak" }[];
  born: [number, number][];
  countries: string[];
  details: { kind: string; text: string }[];
}

interface AlertEvent {
  line: number;
  at: string;
  action_word: string;
  from: State | "none";
  to: State;
  by: string;
  text: string;
}

interface WholeAlert extends Alert {
  why: string;
  listed: Entry;
  listed_before?: Entry;
  history: AlertEvent[];
}

interface Piece {
  text: string;
  step: number;
  kind: string;
}

interface Sheet {
  alert: WholeAlert;
  asked_pieces: Piece[];
  listed_pieces: Piece[];
}

interface Queue {
  counts: Record<string, number>;
  queue: { shown: number; all: number; alerts: Alert[] };
}

interface Me {
  name: string;
  scopes: string[];
}

/** What the service refused: its status, and why as a word of its own or in English. */
class Refusal extends Error {
  constructor(readonly status: number, readonly refusal: string, detail: string) {
    super(detail);
  }
}

class Service {
  constructor(private readonly token: string, private readonly language: string) {}

  me(): Promise<Me> {
    return this.ask("/me");
  }

  queue(filter: Record<string, string>): Promise<Queue> {
    return this.ask("/alerts?" + new URLSearchParams(filter).toString());
  }

  alert(number: number): Promise<Sheet> {
    return this.ask(`/alerts/${number}`);
  }

  step(alert: Alert, action: Action, reason: string): Promise<Sheet> {
    const body = JSON.stringify({ action, reason, revision: alert.revision });
    return this.ask(`/alerts/${alert.alert}`, { method: "POST", body });
  }

  private async ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { Authorization: `Bearer ${this.token}`, "Accept-Language": this.language };
    const response = await fetch(path, { ...init, headers, cache: "no-store", credentials: "omit", redirect: "error" });
    const answer = await response.json();
    if (!response.ok) throw new Refusal(response.status, String(answer.refusal ?? ""), String(answer.detail ?? ""));
    return answer as T;
  }
}

async function readWords(language: string): Promise<Words> {
  const response = await fetch(`/words?lang=${language}`, { credentials: "omit" });
  return (await response.json()) as Words;
}
