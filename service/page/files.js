// What leaves the page: files to keep and words to paste.

import { el } from "./dom.js";

/** Offer `content` as a file to keep. */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Put text on the clipboard; whether it went. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text); // no clipboard for pages that come over plain HTTP from another machine
  }
}

function copyByHand(text) {
  const before = document.activeElement;
  const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  document.body.append(field);
  field.select();
  const went = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return went;
}

const SPANS = {
  actor: (r) => r.actor?.mention,
  target: (r) => r.target?.mention,
  cue: (r) => r.cue,
  evidence: (r) => r.evidence,
};
const COLUMNS = {
  id: (r, id) => id,
  attribution: (r) => r.attribution,
  actor: (r) => r.actor?.name,
  actor_kind: (r) => r.actor?.kind,
  actor_country: (r) => r.actor?.country,
  stance: (r) => r.stance,
  confidence: (r) => r.confidence,
  target: (r) => r.target?.name,
  sentiment: (r) => r.sentiment,
  sentiment_confidence: (r) => r.sentiment_confidence,
  expression: (r) => r.expression,
  content: (r) => r.content.map((m) => m.text).join(" … "),
  watch: (r) => r.watch.join("; "),
};
for (const [name, mention] of Object.entries(SPANS)) {
  COLUMNS[`${name}_text`] = (r) => mention(r)?.text;
  COLUMNS[`${name}_start`] = (r) => mention(r)?.start;
  COLUMNS[`${name}_end`] = (r) => mention(r)?.end;
}

/** Records as CSV, a row each, for spreadsheets: with a byte order mark, or they misread every accent. */
export function csv(records, id) {
  const rows = [Object.keys(COLUMNS), ...records.map((record) => Object.values(COLUMNS).map((value) => value(record, id)))];
  return "\ufeff" + rows.map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

/** A spreadsheet would run a text that begins like a formula; an apostrophe keeps it a text. */
function quoted(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** The quotation of a record with who said it and where. Only a direct one is given as the actor's own words. */
export function quotation(record, title) {
  const who = record.actor?.name ?? "nobody named";
  const { start, end } = record.evidence;
  const where = `${title ? `${title}, ` : ""}characters ${start}–${end}`;
  if (record.expression === "direct") return `“${record.content.map((m) => bare(m.text)).join(" … ")}” — ${who} (${where})`;
  return `${who}, as reported: “${oneLine(record.evidence.text)}” (${where})`;
}

/** The words without the quotation marks around them and the comma before the closing one. */
function bare(text) {
  return oneLine(text).replace(/^["“„«‘']+|,?["”»’']+$/g, "").replace(/,$/, "");
}

function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}
