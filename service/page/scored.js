// A file that `stancewire score` wrote: who stands where, over time and from one source to the next.

import { el, goTo, number } from "./dom.js";
import { matrix, sameName } from "./matrix.js";
import { chip, percent, sign, tally } from "./stances.js";

const MOST_ROWS = 40;
const MOST_COLUMNS = 14;
const MOST_DIFFERING = 50;
const PAUSE_EVERY = 400; // lines; the page stays alive while a large file is read

/** Read files of JSON lines. Answers give the stances; rows with "published" or "source" give date and source by their id. */
export async function readScored(files, tell) {
  const found = { stances: [], about: new Map(), articles: 0, unread: 0, files: files.map((file) => file.name) };
  for (const file of files) {
    let number = 0;
    for await (const line of lines(file)) {
      number++;
      if (line.trim()) take(line, number, found);
      if (number % PAUSE_EVERY === 0) {
        tell(`${file.name}: ${number.toLocaleString("en")} lines read`);
        await new Promise((resume) => setTimeout(resume));
      }
    }
  }
  return found;
}

async function* lines(file) {
  let stream = file.stream();
  if (file.name.endsWith(".gz")) stream = stream.pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    yield* parts;
  }
  yield rest;
}

function take(line, number, found) {
  const row = parsed(line);
  if (!row) {
    found.unread++;
    return;
  }
  const id = JSON.stringify(row.id ?? number);
  const about = Object.fromEntries(["title", "source", "published", "url"].filter((f) => typeof row[f] === "string").map((f) => [f, row[f]]));
  if (Object.keys(about).length) found.about.set(id, { ...found.about.get(id), ...about });
  if (!Array.isArray(row.stances)) return;
  const order = found.articles++;
  for (const record of row.stances) {
    if (record.target && record.actor) found.stances.push(entry(record, row.id ?? number, id, order));
  }
}

function parsed(line) {
  try {
    const row = JSON.parse(line);
    return row && typeof row === "object" && !Array.isArray(row) ? row : null;
  } catch {
    return null;
  }
}

function entry(record, shownId, id, order) {
  const { actor, target, stance, confidence, evidence } = record;
  return { actor: actor.name, target: target.name, stance, confidence, evidence: evidence?.text ?? "", shownId, id, order };
}

/** Show what was read in `container`. */
export function showScored(container, found) {
  const dated = placeInTime(found);
  new Scored(container, found, dated).draw();
}

/** Give each stance its source and its date; whether there are dates. */
function placeInTime({ stances, about }) {
  for (const stance of stances) {
    const known = about.get(stance.id) ?? {};
    const time = Date.parse(known.published ?? "");
    stance.source = known.source || host(known.url) || `article ${stance.shownId}`;
    stance.title = known.title ?? "";
    stance.time = Number.isNaN(time) ? null : time;
  }
  const dated = stances.some((stance) => stance.time !== null);
  stances.sort((a, b) => (dated ? (a.time ?? Infinity) - (b.time ?? Infinity) || a.order - b.order : a.order - b.order));
  return dated;
}

function host(url) {
  try {
    return new URL(url).hostname.replace(/^www\./, "");
  } catch {
    return "";
  }
}

class Scored {
  constructor(container, found, dated) {
    Object.assign(this, { container, found, dated });
    this.table = el("div", {});
    this.line = el("section", { class: "timeline", "aria-labelledby": "timeline-title" });
    this.differing = el("section", { "aria-labelledby": "differing-title" });
    this.search = {};
  }

  draw() {
    const parts = [this.head(), this.filters(), this.table, this.line, this.differing];
    this.container.replaceChildren(...parts);
    this.update();
    const first = this.container.querySelector(".cell");
    if (first) this.showLine(mostTold(this.found.stances));
  }

  head() {
    const { articles, stances, files, unread } = this.found;
    const about = `${number(stances.length, "stance")} in ${number(articles, "article")} (${files.join(", ")}).`;
    const order = this.dated ? "" : " No row says when it was published, so time is the order of the file: add the file with the articles, where it has “published” and “source”.";
    return el(
      "header",
      { class: "result-head" },
      el(
        "div",
        {},
        el("h2", { tabindex: "-1" }, "Who stands where"),
        el("p", { class: "summary" }, about, order),
        unread ? el("p", { class: "warning" }, `${number(unread, "line")} could not be read.`) : null,
      ),
    );
  }

  filters() {
    const field = (name, label) => {
      this.search[name] = el("input", { type: "search", autocomplete: "off", oninput: () => this.update() });
      return el("label", {}, el("span", {}, label), this.search[name]);
    };
    this.least = el("input", { type: "range", min: "0", max: "95", step: "5", value: "0", oninput: () => this.update() });
    this.leastShown = el("output", {}, "any");
    return el(
      "form",
      { class: "filters", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
      field("actor", "Actor contains"),
      field("target", "Target contains"),
      el("label", {}, el("span", {}, "Confidence at least"), el("span", { class: "range" }, this.least, this.leastShown)),
    );
  }

  shown() {
    const least = Number(this.least.value) / 100;
    this.leastShown.value = least ? percent(least) : "any";
    const wanted = (field) => this.search[field].value.trim().toLowerCase();
    const [actor, target] = [wanted("actor"), wanted("target")];
    return this.found.stances.filter(
      (s) => s.confidence >= least && s.actor.toLowerCase().includes(actor) && s.target.toLowerCase().includes(target),
    );
  }

  update() {
    const shown = this.shown();
    const pick = (cell) => {
      this.showLine(cell);
      goTo(this.line.querySelector("h3"), "start");
    };
    const about = { rows: MOST_ROWS, columns: MOST_COLUMNS, pick, name: "Stances by actor and target, all articles", action: "Show over time" };
    const empty = el("p", { class: "note" }, "No stance fits these filters.");
    this.table.replaceChildren(...(shown.length ? matrix(shown, about).filter(Boolean) : [empty]));
    this.drawDiffering(shown);
  }

  showLine(stances) {
    const { actor, target } = stances[0];
    const labels = tally(stances.map((s) => s.stance)).map(([label]) => label);
    const lanes = labels.map((label) => lane(label, stances, this.dated));
    this.line.replaceChildren(
      el("h3", { id: "timeline-title", tabindex: "-1" }, `${actor} on ${target}`),
      el("div", { class: "lanes", "aria-hidden": "true" }, lanes, axis(stances, this.dated)),
      el("ol", { class: "told", tabindex: "0", "aria-label": "These stances with their evidence" }, stances.map((s) => told(s))),
    );
  }

  drawDiffering(shown) {
    const pairs = differing(shown);
    const items = pairs.slice(0, MOST_DIFFERING).map((pair) => this.pair(pair));
    const none = "No two sources tell this actor's stance on the same target differently.";
    const more = pairs.length > items.length ? el("p", { class: "note" }, `The first ${items.length} of ${pairs.length}.`) : null;
    this.differing.replaceChildren(
      el("h3", { id: "differing-title" }, "Where sources differ"),
      items.length ? el("ul", { class: "differing" }, items) : el("p", { class: "note" }, none),
      ...(more ? [more] : []),
    );
  }

  pair({ stances, sources }) {
    const { actor, target } = stances[0];
    const show = () => {
      this.showLine(stances);
      goTo(this.line.querySelector("h3"), "start");
    };
    const rows = [...sources].map(([source, labels]) =>
      el("li", {}, el("span", { class: "source" }, source), tally(labels).map(([label, count]) => chip(label, count))),
    );
    return el("li", {}, el("button", { type: "button", class: "plain", onclick: show }, `${actor} on ${target}`), el("ul", {}, rows));
  }
}

/** The stances of the pair of actor and target with the most of them. */
function mostTold(stances) {
  return [...pairsOf(stances).values()].reduce((best, pair) => (pair.length > best.length ? pair : best));
}

function pairsOf(stances) {
  const pairs = new Map();
  for (const stance of stances) {
    const pair = `${sameName(stance.actor)}\n${sameName(stance.target)}`;
    if (pairs.has(pair)) pairs.get(pair).push(stance);
    else pairs.set(pair, [stance]);
  }
  return pairs;
}

/** The pairs on which two sources have different stances most of the time. */
function differing(stances) {
  const found = [];
  for (const pair of pairsOf(stances).values()) {
    const sources = new Map();
    for (const { source, stance } of pair) sources.set(source, [...(sources.get(source) ?? []), stance]);
    const main = new Set([...sources.values()].map((labels) => tally(labels)[0][0]));
    if (sources.size > 1 && main.size > 1) found.push({ stances: pair, sources });
  }
  return found.sort((a, b) => b.sources.size - a.sources.size || b.stances.length - a.stances.length);
}

function lane(label, stances, dated) {
  const track = el("div", { class: "track" });
  for (const stance of stances.filter((s) => s.stance === label)) {
    const dot = el("span", { class: "dot", "data-stance": label }, sign(label));
    dot.style.setProperty("left", `${share(stance, stances, dated) * 100}%`);
    track.append(dot);
  }
  return el("div", { class: "lane" }, el("span", { class: "lane-name" }, label), track);
}

/** Where on the axis a stance lies, from 0 to 1. */
function share(stance, stances, dated) {
  const at = (s) => (dated ? s.time : s.order);
  const placed = stances.map(at).filter((value) => value !== null);
  const [first, last] = [placed[0], placed[placed.length - 1]];
  if (first === last || first === undefined) return 0.5;
  return ((at(stance) ?? last) - first) / (last - first);
}

function axis(stances, dated) {
  const ends = [stances[0], stances[stances.length - 1]];
  const [first, last] = ends.map((s) => (dated ? date(s) : `article ${s.shownId}`));
  return el("div", { class: "axis" }, el("span", {}, first), first === last ? null : el("span", {}, last));
}

function date(stance) {
  if (stance.time === null) return "undated";
  return new Date(stance.time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

function told(stance) {
  const where = [stance.time === null ? "" : date(stance), stance.source, stance.title].filter(Boolean).join(" · ");
  return el(
    "li",
    { "data-stance": stance.stance },
    el("p", { class: "meta" }, where),
    el("p", {}, chip(stance.stance), " ", el("q", {}, stance.evidence), el("span", { class: "meta" }, ` ${percent(stance.confidence)} sure`)),
  );
}
