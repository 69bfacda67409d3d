// How stances look. A label that is not among these (somebody retrained with others) gets a neutral look.

import { el } from "./dom.js";

const SIGNS = new Map([
  ["support", "+"],
  ["affirm", "✓"],
  ["oppose", "−"],
  ["deny", "✗"],
  ["conditional", "?"],
]);
const OTHER_SIGN = "·";

/** The sign of a stance: it says without colour what the colour says. */
export function sign(label) {
  return SIGNS.get(label) ?? OTHER_SIGN;
}

/** A stance as its sign and its name, with a count where there is more than one. */
export function chip(label, count = 1) {
  const shown = [el("span", { class: "sign", "aria-hidden": "true" }, sign(label)), ` ${label}`];
  return el("span", { class: "chip", "data-stance": label }, shown, count > 1 ? el("span", { class: "count" }, ` ${count}×`) : null);
}

/** Never 100 %: no reading of a text is certain. */
export function percent(probability) {
  return `${Math.round(Math.min(probability, 0.99) * 100)} %`;
}

/** The labels of these records, in the order of the model's own list. */
export function labelsOf(records) {
  const all = new Set(records.flatMap((record) => Object.keys(record.stance_scores ?? {})));
  for (const record of records) all.add(record.stance);
  const used = new Set(records.map((record) => record.stance));
  return [...all].filter((label) => used.has(label));
}

/** Labels -> [label, how often], the most frequent first. */
export function tally(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
