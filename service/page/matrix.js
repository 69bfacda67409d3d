// The actor x target table: targets down, because their names are long, actors across.

import { el, number } from "./dom.js";
import { chip, tally } from "./stances.js";

/** What counts as the same name: "The ferry line" and "ferry line". */
export function sameName(name) {
  return name.toLowerCase().replace(/^(the|an?) (?=.)/, "").replace(/\s+/g, " ").trim();
}

/**
 * A table of `entries` ({actor, target, stance, ...}), at most `rows` x `columns` of the most frequent ones.
 * `pick(entries of the cell)` is called when a cell is pressed; `name` says what it is a table of.
 */
export function matrix(entries, { rows, columns, pick, name, action }) {
  const targets = mostFrequent(entries, "target");
  const actors = mostFrequent(entries, "actor");
  const shownActors = actors.slice(0, columns);
  const cells = groups(entries);
  const shownTargets = stairs(targets.slice(0, rows), shownActors, cells);
  const head = el("tr", {}, el("th", { scope: "col", class: "corner" }, "target"), shownActors.map((a) => el("th", { scope: "col" }, a.name)));
  const body = shownTargets.map((target) =>
    el("tr", {}, el("th", { scope: "row" }, target.name), shownActors.map((actor) => cell(cells.get(key(actor, target)), pick, action))),
  );
  const table = el("table", { class: "matrix" }, el("caption", { class: "unseen" }, name), el("thead", {}, head), el("tbody", {}, body));
  const all = shownTargets.length === targets.length && shownActors.length === actors.length;
  const left = `The ${number(shownTargets.length, "target")} and ${number(shownActors.length, "actor")} that stand here most often, of ${targets.length.toLocaleString("en")} and ${actors.length.toLocaleString("en")}. The filters lead to the others.`;
  return [
    el("div", { class: "across", tabindex: "0", role: "region", "aria-label": name }, table),
    all ? null : el("p", { class: "note" }, left),
  ];
}

/** Targets that as many actors meet, in the order of their first actor: cells of one actor stand together. */
function stairs(targets, actors, cells) {
  const first = new Map(targets.map((target) => [target, actors.findIndex((actor) => cells.has(key(actor, target)))]));
  const place = (target) => (first.get(target) < 0 ? Infinity : first.get(target));
  return targets.toSorted((a, b) => b.meets.size - a.meets.size || (place(a) === place(b) ? 0 : place(a) - place(b)));
}

function cell(found, pick, action) {
  if (!found) return el("td", { class: "empty" });
  const chips = tally(found.map((entry) => entry.stance)).map(([label, count]) => chip(label, count));
  const { actor, target } = found[0];
  return el("td", {}, el("button", { type: "button", class: "cell", title: `${action}: ${actor}, ${target}`, onclick: () => pick(found) }, chips));
}

function key(actor, target) {
  return `${actor.same}\n${target.same}`;
}

function groups(entries) {
  const found = new Map();
  for (const entry of entries) {
    const place = `${sameName(entry.actor)}\n${sameName(entry.target)}`;
    if (found.has(place)) found.get(place).push(entry);
    else found.set(place, [entry]);
  }
  return found;
}

/** The names in a field, those first that meet the most different names on the other side, then the most frequent. */
function mostFrequent(entries, field) {
  const other = field === "actor" ? "target" : "actor";
  const found = new Map();
  for (const entry of entries) {
    const same = sameName(entry[field]);
    if (!found.has(same)) found.set(same, { same, name: entry[field], count: 0, meets: new Set() });
    const group = found.get(same);
    group.count++;
    group.meets.add(sameName(entry[other]));
  }
  return [...found.values()].sort((a, b) => b.meets.size - a.meets.size || b.count - a.count);
}
