// The article with its actors, cues, contents and targets marked.

import { el } from "./dom.js";
import { sign } from "./stances.js";

// where marks overlap, the first of these gives the look
const ROLES = ["target", "cue", "actor", "content", "evidence"];

/** Draw the text into `container`. `records`: those to mark; `points`: the text, as Points. */
export function drawText(container, points, records) {
  const pieces = cut(spansOf(points, records));
  const linked = new Set();
  container.replaceChildren(...paragraphs(points.text).map((p) => paragraph(points.text, p, pieces, linked)));
}

/** The name of the element in the text that shows where a record stands. */
export function placeOf(record) {
  return `place-${record.key}`;
}

/** The name of the element in the list that shows the record. */
export function cardOf(record) {
  return `record-${record.key}`;
}

function spansOf(points, records) {
  const spans = [];
  const add = (record, role, mention) => mention && spans.push({ record, role, ...points.span(mention) });
  for (const record of records) {
    add(record, "evidence", record.evidence);
    add(record, "actor", record.actor?.mention);
    add(record, "cue", record.cue);
    for (const mention of record.content) add(record, "content", mention);
    add(record, "target", record.target?.mention);
  }
  return spans.filter((span) => span.start < span.end).sort((a, b) => a.start - b.start);
}

/** Overlapping spans -> pieces that do not overlap, in order, each with the spans that cover it. */
function cut(spans) {
  const edges = [...new Set(spans.flatMap((span) => [span.start, span.end]))].sort((a, b) => a - b);
  const pieces = [];
  let open = [];
  let next = 0;
  for (let n = 0; n + 1 < edges.length; n++) {
    open = open.filter((span) => span.end > edges[n]);
    while (next < spans.length && spans[next].start <= edges[n]) open.push(spans[next++]);
    if (open.length) pieces.push({ start: edges[n], end: edges[n + 1], spans: [...open] });
  }
  return pieces;
}

/** Blank lines part paragraphs; a text without any has one a line. */
function paragraphs(text) {
  const gap = /\n[^\S\n]*\n/.test(text) ? /\n[^\S\n]*\n\s*/g : /\n\s*/g;
  const found = [];
  let start = 0;
  for (const match of text.matchAll(gap)) {
    if (match.index > start) found.push({ start, end: match.index });
    start = match.index + match[0].length;
  }
  if (start < text.length) found.push({ start, end: text.length });
  found.forEach((p, n) => (p.headline = n === 0 && found.length > 1 && isHeadline(text.slice(p.start, p.end))));
  return found;
}

function isHeadline(text) {
  return text.length < 140 && !/[.…:;,"”]\s*$/.test(text);
}

function paragraph(text, { start, end, headline }, pieces, linked) {
  const children = [];
  let at = start;
  for (let n = firstAfter(pieces, start); n < pieces.length && pieces[n].start < end; n++) {
    const from = Math.max(pieces[n].start, start);
    const to = Math.min(pieces[n].end, end);
    if (from > at) children.push(text.slice(at, from));
    children.push(mark(text.slice(from, to), pieces[n], linked));
    at = to;
  }
  if (end > at) children.push(text.slice(at, end));
  return el("p", { class: headline ? "headline" : null }, children);
}

/** The first piece that ends after `place`. */
function firstAfter(pieces, place) {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle].end <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mark(words, { spans }, linked) {
  const role = ROLES.find((r) => spans.some((span) => span.role === r));
  const records = [...new Set(spans.filter((span) => span.role === role).map((span) => span.record))];
  const of = [...new Set(spans.map((span) => span.record.key))].join(" ");
  const about = { class: `mark ${role}`, "data-of": of, "data-stance": stanceOf(role, records) };
  const shown = records.find((record) => !linked.has(record) && role === anchorRole(record));
  if (!shown) return el("span", about, words);
  linked.add(shown);
  return el(
    "a",
    { ...about, id: placeOf(shown), href: `#${cardOf(shown)}`, "data-sign": sign(shown.stance), title: caption(shown) },
    words,
  );
}

/** The part of a record that its link stands on: the target, or where it takes no side, the cue. */
function anchorRole(record) {
  if (record.target) return "target";
  return record.cue ? "cue" : "content";
}

/** The stance that colours a piece; none where its records do not agree. */
function stanceOf(role, records) {
  const stances = new Set(records.map((record) => record.stance));
  return role !== "evidence" && stances.size === 1 ? records[0].stance : null;
}

function caption(record) {
  const who = record.actor?.name ?? "nobody named";
  return record.target ? `${who}: ${record.stance} ${record.target.name}` : `${who}: ${record.stance}`;
}
