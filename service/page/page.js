// The page: what is sent, what comes back, what goes wrong.

import { el, goTo } from "./dom.js";
import { showArticle, titleOf } from "./article.js";
import { readScored, showScored } from "./scored.js";

const $ = (id) => document.getElementById(id);
const LARGEST_FILE = 2 ** 24; // bytes; a text field chokes on more, and the service refuses it anyway
const HTML_FILE = /\.x?html?$/i;
const SCORED_FILE = /\.jsonl(\.gz)?$/i;
const WATCHLIST = "stancewire.watchlist";
const HEADINGS = {
  empty: "There is no article yet",
  no_article: "No article was found in this HTML",
  too_large: "That is too much at once",
  not_ready: "The service is not ready",
  internal_error: "The service made a mistake",
  invalid: "The service does not take this",
  unreadable: "This is no text that can be read",
};
let underWay = null;
let works = 0;

/** What went wrong, in words for people. */
class Failure extends Error {
  constructor(heading, message, requestId = "") {
    super(message);
    Object.assign(this, { heading, requestId });
  }
}

// one article

async function analyse(event) {
  event?.preventDefault();
  underWay?.abort();
  underWay = new AbortController();
  const stop = busy("Reading the article", { stoppable: true });
  try {
    const sent = body();
    const answer = await ask(sent, underWay.signal);
    const text = answer.text ?? sent.text;
    showArticle($("result"), { text, answer, title: titleOf(text) });
    $("input").open = false;
    goTo($("result-title"), "start");
    say("");
  } catch (error) {
    if (error.name !== "AbortError") fail(error);
  } finally {
    stop();
  }
}

function body() {
  const watch = $("watch").value.split("\n").map((line) => line.trim()).filter(Boolean);
  const article = $("article").value;
  return $("as-html").checked ? { html: article, watch } : { text: article, watch };
}

async function ask(sent, signal) {
  const headers = { "Content-Type": "application/json" };
  const request = fetch("analyze", { method: "POST", headers, body: JSON.stringify(sent), signal });
  const reply = await request.catch(unlessStopped(() => {
    throw new Failure("The service cannot be reached", "Is it still running? The article is still here; try again.");
  }));
  const answer = await reply.json().catch(unlessStopped(() => null));
  if (reply.ok && Array.isArray(answer?.stances)) return answer;
  throw refusal(reply, answer?.error);
}

/** Stopping is no failure: it goes on as what it is. */
function unlessStopped(handle) {
  return (error) => {
    if (error.name === "AbortError") throw error;
    return handle();
  };
}

function refusal(reply, error) {
  if (error) return new Failure(HEADINGS[error.code] ?? "The service could not do this", error.message, error.request_id);
  const slow = reply.status === 504 || reply.status === 502;
  const message = slow ? "Something between this page and the service gave up waiting." : "It answered in a form that this page does not know.";
  return new Failure(`The service answered ${reply.status}`, message);
}

/** Show that work is under way, and for how long; the result ends it, unless other work has begun since. */
function busy(what, { stoppable }) {
  const mine = ++works;
  const began = performance.now();
  const tick = () => say(`${what}… ${Math.round((performance.now() - began) / 1000)} s`, true);
  $("error").hidden = true;
  $("working").hidden = false;
  $("stop").hidden = !stoppable;
  document.body.setAttribute("aria-busy", "true");
  $("analyse").disabled = true;
  say(`${what}…`);
  const timer = setInterval(() => mine === works && tick(), 1000);
  return () => {
    clearInterval(timer);
    if (mine !== works) return;
    $("working").hidden = true;
    document.body.removeAttribute("aria-busy");
    $("analyse").disabled = false;
    $("elapsed").textContent = "";
  };
}

/** To the eye, and unless it is only the clock that went on, to a screen reader. */
function say(message, quietly = false) {
  $("elapsed").textContent = message;
  if (!quietly) $("status").textContent = message;
}

function fail(error) {
  const known = error instanceof Failure;
  $("error").replaceChildren(
    el("strong", {}, known ? error.heading : "This page made a mistake"),
    el("p", {}, error.message),
    known && error.requestId ? el("p", { class: "meta" }, `Request ${error.requestId}`) : "",
  );
  $("error").hidden = false;
  $("error").focus();
  say("");
}

// what goes into the field

function put(text, html) {
  $("article").value = text;
  $("as-html").checked = html;
  $("error").hidden = true;
}

async function example(name) {
  try {
    const reply = await fetch(`page/examples/${name}`);
    if (!reply.ok) throw new Failure("The example is not there", `The service answered ${reply.status}.`);
    put(await reply.text(), false);
    await analyse();
  } catch (error) {
    fail(error instanceof Failure ? error : new Failure("The service cannot be reached", "Is it still running?"));
  }
}

async function openArticle(file) {
  try {
    if (file.size > LARGEST_FILE) throw new Failure("That is too much at once", `${file.name} is too large to be one article.`);
    const text = await decoded(file);
    put(text, HTML_FILE.test(file.name) || looksLikeHtml(text));
    await analyse();
  } catch (error) {
    fail(error);
  }
}

async function decoded(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Failure("This is no text that can be read", `${file.name} is not UTF-8.`);
  }
}

function looksLikeHtml(text) {
  return /^(<!doctype html|<html)/i.test(text.slice(0, 200).trimStart());
}

function openFiles(files) {
  if (!files.length) return;
  const scored = files.filter((file) => SCORED_FILE.test(file.name));
  if (scored.length) {
    choose("scored");
    openScored(scored);
  } else {
    choose("article");
    openArticle(files[0]);
  }
}

// a scored file

async function openScored(files) {
  const stop = busy("Reading the file", { stoppable: false });
  try {
    const found = await readScored(files, (progress) => say(progress, true));
    if (!found.articles) throw new Failure("No scored article in this file", "Each line has to be an answer of “stancewire score”.");
    if (!found.stances.length) throw new Failure("No stances in this file", "Nobody takes a side in its articles, or the model did not see it.");
    showScored($("scored-result"), found);
    say("");
    goTo($("scored-result").querySelector("h2"), "start");
  } catch (error) {
    fail(error instanceof Failure ? error : new Failure("The file cannot be read", error.message));
  } finally {
    stop();
  }
}

// tabs

const TABS = ["article", "scored"];

function choose(name) {
  for (const tab of TABS) {
    const chosen = tab === name;
    $(`tab-${tab}`).setAttribute("aria-selected", chosen);
    $(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
    $(`panel-${tab}`).hidden = !chosen;
  }
  $("error").hidden = true;
}

function turn(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const now = TABS.findIndex((tab) => $(`tab-${tab}`).getAttribute("aria-selected") === "true");
  const next = TABS[(now + step + TABS.length) % TABS.length];
  choose(next);
  $(`tab-${next}`).focus();
}

// start

function remembered() {
  try {
    return localStorage.getItem(WATCHLIST) ?? "";
  } catch {
    return ""; // storage is switched off
  }
}

function remember() {
  try {
    localStorage.setItem(WATCHLIST, $("watch").value);
  } catch {
    // storage is switched off: the list lives as long as the page
  }
}

function listen() {
  $("form").addEventListener("submit", analyse);
  $("article").addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && analyse(event));
  $("article").addEventListener("paste", () => setTimeout(() => ($("as-html").checked = looksLikeHtml($("article").value))));
  $("stop").addEventListener("click", () => underWay?.abort());
  $("watch").addEventListener("change", remember);
  for (const button of document.querySelectorAll("[data-example]")) button.addEventListener("click", () => example(button.dataset.example));
  for (const [id, open] of [["file", openFiles], ["scored-file", openScored]]) {
    $(id).addEventListener("change", () => {
      const files = [...$(id).files];
      $(id).value = ""; // the same file can be chosen again
      if (files.length) open(files);
    });
  }
  for (const tab of TABS) {
    $(`tab-${tab}`).addEventListener("click", () => choose(tab));
    $(`tab-${tab}`).addEventListener("keydown", turn);
  }
  document.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    openFiles([...event.dataTransfer.files]);
  });
}

listen();
$("watch").value = remembered();
