// One article and its answer: the text, the list of records, the table and the filters over all three.

import { el, goTo, icon, number } from "./dom.js";
import { copy, csv, download, quotation } from "./files.js";
import { matrix } from "./matrix.js";
import { Points } from "./points.js";
import { chip, labelsOf, percent, sign, tally } from "./stances.js";
import { cardOf, drawText, placeOf } from "./text.js";

const NOBODY = "nobody named";
const COPY = "M5 2h8v9h-2V4H5zM3 5h7v9H3z";
const LONG = 30_000; // characters; what is out of sight of a longer article is not laid out
const MOST_ROWS = 60;
const MOST_COLUMNS = 16;

/** Show an answer in `container`. `text`: what its offsets count in; `title`: the article's, where it is known. */
export function showArticle(container, { text, answer, title }) {
  const records = answer.stances.map((record, n) => ({ ...record, key: n }));
  new View(container, new Points(text), records, answer, title).draw();
}

/** The first line of a text where it looks like a title, else nothing. */
export function titleOf(text) {
  const line = text.trimStart().split("\n", 1)[0].trim();
  return line.length > 0 && line.length < 140 && !/[.…:;,"”]$/.test(line) ? line : "";
}

class View {
  constructor(container, points, records, answer, title) {
    Object.assign(this, { container, points, records, answer, title });
    this.labels = labelsOf(records);
    this.sides = records.filter((record) => record.target);
    // attributions without a side are many; they wait behind their button
    this.pressed = new Set(this.labels.filter((label) => !this.sides.length || this.sides.some((r) => r.stance === label)));
    const size = points.text.length > LONG ? " long" : "";
    this.text = el("article", { class: `text${size}`, id: "text", lang: "en", "aria-label": "The article, with its stances marked" });
    this.list = el("ol", { class: `records${size}` });
    this.table = el("div", {});
    this.count = el("p", { class: "count-shown", role: "status" });
    this.csvButton = el("button", { type: "button", onclick: () => this.saveCsv() });
    this.waiting = false;
  }

  draw() {
    const body = this.records.length ? [this.filters(), jump(), legend(), this.columns(), this.overview()] : [this.nothing()];
    this.container.replaceChildren(this.header(), ...body);
    this.listen();
    this.update();
  }

  header() {
    return el(
      "header",
      { class: "result-head" },
      el("div", {}, el("h2", { id: "result-title", tabindex: "-1" }, "Who stands where"), el("p", { class: "summary" }, this.summary())),
      el(
        "div",
        { class: "actions" },
        el("button", { type: "button", onclick: () => this.saveJson() }, "Download JSON"),
        this.records.length ? this.csvButton : null,
      ),
    );
  }

  summary() {
    const actors = new Set(this.sides.map((r) => r.actor?.name).filter(Boolean)).size;
    const without = this.records.length - this.sides.length;
    const found = this.sides.length ? `${number(this.sides.length, "stance")} of ${number(actors, "actor")}` : "No stances found";
    const more = without ? `; ${number(without, "more attribution")} without a side` : "";
    return `${found}${more}. Model ${this.answer.model.name} ${this.answer.model.version}.`;
  }

  /** An article in which nobody takes a side is an answer too. */
  nothing() {
    this.text.classList.add("alone");
    const why = "Nobody in this text takes a side in so many words, or the model did not see it. It has read English news only.";
    return el("div", {}, el("p", { class: "note" }, why), this.text);
  }

  columns() {
    const stances = el("section", { class: "beside", id: "stances", "aria-labelledby": "stances-title" });
    stances.append(el("h3", { id: "stances-title" }, "Stances"), this.count, this.list);
    return el("div", { class: "columns" }, this.text, stances);
  }

  overview() {
    return el("section", { id: "table", "aria-labelledby": "table-title" }, el("h3", { id: "table-title" }, "Actors and targets"), this.table);
  }

  filters() {
    const actors = tally(this.records.map((r) => r.actor?.name ?? NOBODY));
    const options = actors.map(([name, count]) => el("option", { value: name }, `${name} (${count})`));
    this.actor = el("select", { onchange: () => this.later() }, el("option", { value: "" }, "Everybody"), options);
    this.least = el("input", { type: "range", min: "0", max: "95", step: "5", value: "0", oninput: () => this.later() });
    this.leastShown = el("output", {}, "any");
    this.watched = el("input", { type: "checkbox", onchange: () => this.later() });
    const hits = this.records.filter((r) => r.watch.length).length;
    return el(
      "form",
      { class: "filters", "aria-label": "Filters", onsubmit: (event) => event.preventDefault() },
      el("label", {}, el("span", {}, "Actor"), this.actor),
      el("fieldset", {}, el("legend", {}, "Stance"), this.labels.map((label) => this.stanceButton(label))),
      el("label", {}, el("span", {}, "Confidence at least"), el("span", { class: "range" }, this.least, this.leastShown)),
      hits ? el("label", { class: "check" }, this.watched, ` Watched only (${hits})`) : null,
    );
  }

  stanceButton(label) {
    const count = this.records.filter((r) => r.stance === label).length;
    const button = el("button", { type: "button", class: "toggle", "data-stance": label, "aria-pressed": String(this.pressed.has(label)) });
    button.append(el("span", { class: "sign", "aria-hidden": "true" }, sign(label)), ` ${label} ${count}`);
    button.addEventListener("click", () => {
      if (!this.pressed.delete(label)) this.pressed.add(label);
      button.setAttribute("aria-pressed", this.pressed.has(label));
      this.later();
    });
    return button;
  }

  /** A slider moves faster than a long article can be drawn. */
  later() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.update();
    });
  }

  shown() {
    if (!this.records.length) return [];
    const least = Number(this.least.value) / 100;
    this.leastShown.value = least ? percent(least) : "any";
    return this.records.filter(
      (r) =>
        this.pressed.has(r.stance) &&
        r.confidence >= least &&
        (!this.actor.value || (r.actor?.name ?? NOBODY) === this.actor.value) &&
        (!this.watched.checked || r.watch.length),
    );
  }

  update() {
    const shown = this.shown();
    drawText(this.text, this.points, shown);
    this.list.replaceChildren(...shown.map((record) => this.card(record)));
    this.count.textContent = `${number(shown.length, "record")} of ${this.records.length.toLocaleString("en")} shown`;
    this.csvButton.textContent = `Download CSV (${number(shown.length, "row")})`;
    this.csvButton.disabled = !shown.length;
    this.drawTable(shown);
    this.index();
  }

  drawTable(shown) {
    const entries = shown
      .filter((r) => r.target)
      .map((r) => ({ actor: r.actor?.name ?? NOBODY, target: r.target.name, stance: r.stance, record: r }));
    const pick = (cell) => this.follow(placeOf(cell[0].record));
    const about = { rows: MOST_ROWS, columns: MOST_COLUMNS, pick, name: "Stances by actor and target", action: "Show in the text" };
    const empty = el("p", { class: "note" }, "No record with a target is shown.");
    this.table.replaceChildren(...(entries.length ? matrix(entries, about).filter(Boolean) : [empty]));
  }

  card(record) {
    const to = `#${placeOf(record)}`;
    const actor = el("span", { class: "who" }, record.actor?.name ?? NOBODY);
    const target = record.target ? el("span", { class: "what" }, record.target.name) : el("span", { class: "what none" }, "takes no side");
    const link = el("a", { class: "go", href: to }, actor, " ", chip(record.stance), " ", target);
    return el(
      "li",
      { class: "record", id: cardOf(record), tabindex: "-1", "data-of": record.key, "data-stance": record.stance },
      link,
      el("p", { class: "meta" }, meta(record)),
      record.watch.length ? el("p", { class: "watched" }, "Watched: ", record.watch.join(", ")) : null,
      this.copyButton(record),
    );
  }

  copyButton(record) {
    const button = el("button", { type: "button", class: "copy", title: "Copy the quotation with its attribution" });
    const label = el("span", {}, "Copy");
    button.append(icon(COPY), label);
    button.addEventListener("click", async () => {
      label.textContent = (await copy(quotation(record, this.title))) ? "Copied" : "Could not copy";
      setTimeout(() => (label.textContent = "Copy"), 2000);
    });
    return button;
  }

  saveJson() {
    download(`${fileName(this.answer, this.title)}.json`, "application/json", JSON.stringify(this.answer, null, 2) + "\n");
  }

  saveCsv() {
    download(`${fileName(this.answer, this.title)}.csv`, "text/csv;charset=utf-8", csv(this.shown(), this.answer.id));
  }

  // What belongs together lights up together: the pieces of an attribution in the text and its records in the list.

  listen() {
    for (const place of [this.text, this.list]) {
      place.addEventListener("pointerover", (event) => this.light(event.target));
      place.addEventListener("focusin", (event) => this.light(event.target));
      place.addEventListener("pointerleave", () => this.light(null));
      place.addEventListener("focusout", () => this.light(null));
      place.addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='#']");
        if (!link) return;
        event.preventDefault();
        this.follow(link.getAttribute("href").slice(1));
      });
    }
  }

  follow(id) {
    const there = document.getElementById(id);
    if (!there) return;
    goTo(there);
    this.light(there);
  }

  index() {
    this.lit = [];
    this.byAttribution = new Map();
    for (const element of this.container.querySelectorAll("[data-of]")) {
      for (const attribution of this.attributionsOf(element)) {
        if (!this.byAttribution.has(attribution)) this.byAttribution.set(attribution, []);
        this.byAttribution.get(attribution).push(element);
      }
    }
  }

  attributionsOf(element) {
    return new Set(element.dataset.of.split(" ").map((key) => this.records[Number(key)].attribution));
  }

  light(target) {
    const element = target?.closest("[data-of]");
    for (const before of this.lit) before.classList.remove("lit");
    this.lit = element ? [...this.attributionsOf(element)].flatMap((a) => this.byAttribution.get(a) ?? []) : [];
    for (const now of this.lit) now.classList.add("lit");
    this.text.classList.toggle("lighting", this.lit.length > 0);
  }
}

function meta(record) {
  const { actor } = record;
  const about = actor ? [actor.kind === "unknown" ? "" : actor.kind, actor.country ?? ""] : [];
  const tone = record.sentiment ? `${record.sentiment} sentiment` : "";
  return [`${percent(record.confidence)} sure`, record.expression, tone, ...about].filter(Boolean).join(" · ");
}

/** On a phone the three stand one under the other, screens apart. */
function jump() {
  const links = [["text", "Text"], ["stances", "Stances"], ["table", "Table"]];
  return el("nav", { class: "jump", "aria-label": "Parts of the result" }, links.map(([id, name]) => el("a", { href: `#${id}` }, name)));
}

function legend() {
  const sample = (role, words, stance) => el("span", { class: `mark ${role}`, "data-stance": stance, "data-sign": stance && sign(stance) }, words);
  return el(
    "p",
    { class: "legend" },
    el("span", {}, "In the text: "), sample("actor", "actor"), " ", sample("cue", "cue"), " ",
    sample("content", "content"), " ", sample("target", "target"),
  );
}

function fileName(answer, title) {
  const name = String(title || answer.id || "article").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
  return name.replace(/^-+|-+$/g, "") || "article";
}
