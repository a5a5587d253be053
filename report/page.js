"use strict";

/* Pictures that are in the page once and shown again elsewhere. */
function showAgain() {
  for (const link of document.querySelectorAll("a[data-same]")) {
    const original = document.getElementById(link.dataset.same);
    if (!original) continue;
    const copy = original.cloneNode();
    copy.removeAttribute("id");
    link.replaceWith(copy);
  }
}

/* On paper everything is open; afterwards it is as it was. */
function openForPrint() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/* Calls paint(cell, code) for each cell of a minute; the layout is described in page_replay.c. */
function eachCell(run, minute, paint) {
  let at = minute > 0 ? run.ends[minute - 1] : 0;
  let cell = 0;
  function varint() {
    let value = 0, shift = 1, byte;
    do {
      byte = run.bytes[at++];
      value += (byte & 127) * shift;
      shift *= 128;
    } while (byte > 127);
    return value;
  }
  while (at < run.ends[minute]) {
    cell += varint();
    const n = varint();
    for (let i = 0; i < n; i += 2) {
      const pair = run.bytes[at++];
      paint(cell + i, pair & 15);
      if (i + 1 < n) paint(cell + i + 1, pair >> 4);
    }
    cell += n;
  }
}

function clock(t) {
  const minutes = Math.floor(t / 60);
  return String(Math.floor(minutes / 60)).padStart(2, "0") + ":" + String(minutes % 60).padStart(2, "0");
}

class Replay {
  constructor(data) {
    this.data = data;
    this.run = 0;
    this.level = 0;
    this.minute = 0;
    this.timer = 0;
    this.numbers = new Intl.NumberFormat(document.documentElement.lang === "en" ? "en" : "fr");
    this.cells = document.createElement("canvas");
    for (const name of ["canvas", "slider", "clock", "run", "level", "play", "ground", "seated"])
      this[name + "Element"] = document.getElementById("replay-" + name);
    for (const run of data.runs) {
      run.bytes = bytesOf(run.data);
      this.runElement.append(new Option(run.name));
    }
    for (const level of data.levels) this.levelElement.append(new Option(level.name));
    this.levelElement.hidden = data.levels.length < 2;
    this.runElement.hidden = data.runs.length < 2;
    this.listen();
  }

  listen() {
    this.sliderElement.addEventListener("input", () => this.show({ minute: Number(this.sliderElement.value) }));
    this.runElement.addEventListener("change", () => this.showRun(this.runElement.selectedIndex));
    this.levelElement.addEventListener("change", () => this.show({ level: this.levelElement.selectedIndex }));
    this.playElement.addEventListener("click", () => this.play(!this.timer));
    addEventListener("hashchange", () => this.readHash());
  }

  /* The same moment of the clock in another run. */
  showRun(run) {
    const t = this.data.runs[this.run].t[this.minute];
    const times = this.data.runs[run].t;
    let minute = times.findIndex((other) => other >= t);
    if (minute < 0) minute = times.length - 1;
    this.show({ run, minute });
  }

  /* #minute=NN&run=R&level=L */
  readHash() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const state = {};
    for (const key of ["run", "level", "minute"])
      if (/^\d+$/.test(wanted.get(key) || "")) state[key] = Number(wanted.get(key));
    if (Object.keys(state).length > 0) this.show(state);
  }

  play(on) {
    clearInterval(this.timer);
    this.timer = on ? setInterval(() => this.step(), 100) : 0;
    this.playElement.textContent = on ? "\u23F8" : "\u25B6";
  }

  step() {
    if (this.minute + 1 < this.data.runs[this.run].t.length) this.show({ minute: this.minute + 1 });
    else this.play(false);
  }

  show(state) {
    const most = (value, n) => Math.max(0, Math.min(value, n - 1));
    this.run = most(state.run ?? this.run, this.data.runs.length);
    this.level = most(state.level ?? this.level, this.data.levels.length);
    const run = this.data.runs[this.run];
    this.minute = most(state.minute ?? this.minute, run.t.length);
    this.sliderElement.max = run.t.length - 1;
    this.sliderElement.value = this.minute;
    this.runElement.selectedIndex = this.run;
    this.levelElement.selectedIndex = this.level;
    this.clockElement.textContent = clock(run.t[this.minute]);
    this.groundElement.textContent = this.numbers.format(run.onGround[this.minute] ?? 0);
    this.seatedElement.textContent = this.numbers.format(run.seated[this.minute] ?? 0);
    this.paint(run);
    document.body.dataset.minute = this.minute;
    document.body.dataset.clock = this.clockElement.textContent;
  }

  /* Cells of this level as an image, one pixel each, north up; returns how many it painted. */
  paintCells(run) {
    const { width, height } = run;
    this.cells.width = width;
    this.cells.height = height;
    const context = this.cells.getContext("2d");
    const image = context.createImageData(width, height);
    const first = this.level * width * height;
    let painted = 0;
    eachCell(run, this.minute, (cell, code) => {
      const here = cell - first;
      if (here < 0 || here >= width * height) return;
      const row = height - 1 - Math.floor(here / width);
      image.data.set(this.data.colours[code], 4 * (row * width + (here % width)));
      painted++;
    });
    context.putImageData(image, 0, 0);
    return painted;
  }

  paint(run) {
    const level = this.data.levels[this.level];
    const sharp = 2;
    const canvas = this.canvasElement;
    if (canvas.width !== level.width * sharp || canvas.height !== level.height * sharp) {
      canvas.width = level.width * sharp;
      canvas.height = level.height * sharp;
    }
    const context = canvas.getContext("2d");
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.drawImage(document.getElementById(level.image), 0, 0, level.width, level.height);
    document.body.dataset.cells = this.paintCells(run);
    const side = run.cell * level.scale;
    context.imageSmoothingEnabled = false;
    context.drawImage(this.cells, level.ox + run.x0 * level.scale, level.oy - run.y0 * level.scale - run.height * side,
      run.width * side, run.height * side);
  }
}

async function start() {
  showAgain();
  openForPrint();
  const data = document.getElementById("replay-data");
  if (data) {
    const parsed = JSON.parse(data.textContent);
    await Promise.all(parsed.levels.map((level) => document.getElementById(level.image).decode()));
    const replay = new Replay(parsed);
    const { t, worst } = parsed.runs[0];
    replay.show({ minute: t.findIndex((begin) => begin + 60 > worst) });
    replay.readHash();
  }
  document.body.dataset.ready = "yes";
}

start();
