"""The page as editors meet it: the real application in a real Chromium. A stand-in reads the articles: no weights are needed."""

import csv
import gzip
import io
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from model.schema import Actor, Answer, Article, Mention, ModelName, StanceRecord, Target

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install --editable .[test]")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium: apt-get install --no-install-recommends chromium")

ROOT = Path(__file__).parents[1]
FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking".split()
FLAGS += "--disable-component-update --disable-sync".split()
STANCES = {"opposes": "oppose", "welcomes": "support", "denies": "deny", "says": "neutral", "toasts": "jubilant"}
SENTENCE = re.compile(r"(?P<actor>[A-Z]\w+) (?P<cue>opposes|welcomes|denies|says|toasts) (?P<target>[^.]+)\.")
LABELS = ("support", "oppose", "affirm", "deny", "conditional", "neutral", "jubilant")
ARTICLE = """Row over the ferry grows

Sarvia opposes the ferry plan. Velden welcomes the ferry plan.

Port Elwin is quiet. Velden denies any secret deal. Maro says nothing new."""
HOSTILE = """<b>Row</b> 😀 over <script>document['ran'] = 1</script> the ferry

😀😀 Sarvia opposes <img src=x onerror="document['ran']=2"> 😀 plan &amp; 港. 🦑
Velden welcomes =1+1 </script><script>document['ran']=3</script>."""


class Reader:
    """Stands where the predictor does: "X opposes Y." is a stance of X on Y, "X says Y." takes no side."""

    def predict(self, articles: Sequence[Article]) -> list[Answer]:
        return [Answer(a.id, tuple(self._records(a)), ModelName("stand-in", "1")) for a in articles]

    def _records(self, article: Article) -> Iterator[StanceRecord]:
        for n, found in enumerate(SENTENCE.finditer(article.text), 1):
            actor, cue, what = (Mention.of(article.text, found.span(part)) for part in ("actor", "cue", "target"))
            stance = STANCES[cue.text]
            yield StanceRecord(
                attribution=f"a{n}", actor=Actor(actor.text, "country", None, actor),
                stance=stance, confidence=max(0.5, 1 - n / 10), stance_scores={label: float(label == stance) for label in LABELS},
                sentiment=None, sentiment_confidence=None, target=None if stance == "neutral" else Target(what.text, what),
                expression="direct" if stance == "deny" else "indirect", cue=cue, content=(what,),
                evidence=Mention.of(article.text, found.span()),
                watch=tuple(w for w in article.watch if w.lower() in f"{actor.text} {what.text}".lower()),
            )  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Where the application listens."""
    import uvicorn

    from service import app as service

    with socket.create_server(("127.0.0.1", 0)) as s:
        port: int = s.getsockname()[1]
    before, service.app.state.predictor = service.app.state.predictor, Reader()
    server = uvicorn.Server(uvicorn.Config(service.app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    service.app.state.predictor = before


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any, base: str) -> Iterator[Any]:
    """The page in a fresh profile. Whatever a test does, nothing may go to another origin and no script may fail."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(20_000)
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(base)
    yield page
    assert [url for url in asked if not url.startswith((base + "/", "blob:", "file:"))] == []
    assert faults == []
    context.close()


def analyse(page: Any, text: str = ARTICLE) -> None:
    page.fill("#article", text)
    page.click("#analyse")
    page.wait_for_selector("#result h2")


def cards(page: Any) -> list[str]:
    """The records that are listed, as their lines say."""
    return [" ".join(text.split()) for text in page.locator(".record .go").all_inner_texts()]


def listed(page: Any, count: int) -> None:
    """Waits until that many records are listed."""
    playwright.expect(page.locator(".record")).to_have_count(count)


def words(page: Any, role: str) -> list[str]:
    """The words that are marked so in the text."""
    return page.locator(f".text .{role}").all_text_contents()


def lit(page: Any, place: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(f"{place} .lit").all_inner_texts()]


def problem(page: Any) -> str:
    page.wait_for_selector("#error:not([hidden])")
    return page.inner_text("#error")


def kept(page: Any, button: str) -> bytes:
    """What a download button gives."""
    with page.expect_download() as download:
        page.click(f"button:has-text('{button}')")
    return Path(download.value.path()).read_bytes()


# one article


def test_a_pasted_article_is_shown_with_its_stances(page: Any) -> None:
    """The one thing the page is for: an editor who sees the wrong words marked, or none, closes it."""
    analyse(page)
    assert cards(page) == ["Sarvia − oppose the ferry plan", "Velden + support the ferry plan", "Velden ✗ deny any secret deal"]
    assert words(page, "actor") == ["Sarvia", "Velden", "Velden"]
    assert words(page, "cue") == ["opposes", "welcomes", "denies"]
    assert words(page, "target") == ["the ferry plan", "the ferry plan", "any secret deal"]
    assert page.locator(".text").text_content() == ARTICLE.replace("\n\n", "")
    assert page.inner_text(".summary").startswith("3 stances of 2 actors; 1 more attribution without a side.")
    assert page.locator("#input[open]").count() == 0
    assert page.evaluate("document.activeElement.id") == "result-title"


def test_stances_are_never_told_by_colour_alone(page: Any) -> None:
    """One man in twelve does not tell red from green: text, list and table carry signs, for screen readers words."""
    analyse(page)
    assert [a.get_attribute("data-sign") for a in page.locator("a.target").all()] == ["−", "+", "✗"]
    assert page.locator("a.target").first.get_attribute("title") == "Sarvia: oppose the ferry plan"
    assert "− oppose" in page.inner_text(".matrix")


def test_the_table_holds_actors_against_targets(page: Any) -> None:
    """Who disagrees with whom is what the table is for: one row for one target, whoever speaks of it."""
    analyse(page)
    assert page.locator(".matrix thead th").all_inner_texts() == ["target", "Velden", "Sarvia"]
    assert [row.locator("th, td").all_inner_texts() for row in page.locator(".matrix tbody tr").all()] == [
        ["the ferry plan", "+ support", "− oppose"],
        ["any secret deal", "✗ deny", ""],
    ]
    page.click(".matrix .cell[title*='secret']")
    assert page.evaluate("document.activeElement.textContent") == "any secret deal"


def test_the_examples_are_there(page: Any) -> None:
    """A newcomer has no article at hand; a dead example is the first thing they would see."""
    names = [b.get_attribute("data-example") for b in page.locator("[data-example]").all()]
    assert len(names) == 3
    files = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "service/page/examples").iterdir()}
    assert files.keys() == set(names)
    rows = map(json.loads, (ROOT / "seeds/test.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    seeds = {f"{row['title']}\n\n{row['text'].rstrip()}\n" for row in rows} | {(ROOT / "seeds/example.txt").read_text()}
    assert set(files.values()) <= seeds
    for name in names:
        button = page.locator(f"[data-example='{name}']")
        title = button.inner_text()
        button.click()
        playwright.expect(page.locator(".text .headline")).to_have_text(title)
        page.evaluate("document.getElementById('input').open = true; document.getElementById('result').replaceChildren()")


def test_hover_and_focus_link_text_and_list(page: Any) -> None:
    """Without the link nobody can check which words a record stands on, and keyboard users must be able to as well."""
    analyse(page)
    page.hover(".record:nth-child(2)")
    assert lit(page, ".records") == ["Velden + support the ferry plan 80 % sure · indirect · country Copy"]
    assert lit(page, ".text") == ["Velden", "", "welcomes", "", "the ferry plan", "."]
    page.hover(".text a.target >> nth=2")
    assert "deny" in "".join(lit(page, ".records"))
    page.focus(".record:nth-child(1) .go")
    assert "Sarvia" in lit(page, ".text")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "the ferry plan"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "record-0"


def test_filters_hold_for_text_list_and_table(page: Any) -> None:
    """A long article has hundreds of records; a filter that forgets one of the three views would mislead."""
    analyse(page)
    page.click(".toggle:has-text('neutral')")
    listed(page, 4)
    page.click(".toggle:has-text('oppose')")
    listed(page, 3)
    assert page.get_attribute(".toggle:has-text('oppose')", "aria-pressed") == "false"
    page.select_option(".filters select", "Velden")
    listed(page, 2)
    assert words(page, "actor") == ["Velden", "Velden"]
    assert page.locator(".matrix thead th").all_inner_texts() == ["target", "Velden"]
    page.locator(".filters input[type=range]").fill("80")
    listed(page, 1)
    assert page.inner_text(".count-shown") == "1 record of 4 shown"


def test_downloads_hold_the_answer(page: Any) -> None:
    """What is kept goes into other tools: the JSON is the API's own, the CSV opens in a spreadsheet and runs nothing there."""
    analyse(page, ARTICLE + " Maro welcomes =HYPERLINK(1).")
    answer = json.loads(kept(page, "Download JSON"))
    assert {"id", "stances", "model"} == answer.keys()
    assert len(answer["stances"]) == 5
    data = kept(page, "Download CSV (4 rows)")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [r["stance"] for r in rows] == ["oppose", "support", "deny", "support"]
    assert rows[3]["target"] == "'=HYPERLINK(1)"
    assert ARTICLE[int(rows[0]["target_start"]) : int(rows[0]["target_end"])] == rows[0]["target_text"] == "the ferry plan"


def test_the_watchlist_marks_and_is_remembered(page: Any) -> None:
    """Monitors watch the same names every day; typing them again each morning would send them elsewhere."""
    page.fill("#watch", "secret deal\n\nMaro\n")
    analyse(page)
    assert page.locator(".watched").all_inner_texts() == ["Watched: secret deal"]
    page.check("text=Watched only (2)")
    listed(page, 1)
    page.reload()
    assert page.input_value("#watch") == "secret deal\n\nMaro\n"


def test_a_quotation_is_copied_with_who_said_it(page: Any) -> None:
    """A reporter's words must never be pasted as the speaker's own: only direct speech is."""
    analyse(page)
    page.click(".record:nth-child(1) .copy")
    page.wait_for_selector("text=Copied")
    reported = "Sarvia, as reported: “Sarvia opposes the ferry plan.” (Row over the ferry grows, characters 26–56)"
    assert page.evaluate("navigator.clipboard.readText()") == reported
    page.click(".record:nth-child(3) .copy")
    playwright.expect(page.locator(".record:nth-child(3) .copy")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("“any secret deal” — Velden (Row over the ferry grows")


def test_hostile_text_and_emoji_stay_text(page: Any) -> None:
    """Articles come from anywhere: markup in one must not run, and after an emoji every mark must still fit its words."""
    analyse(page, HOSTILE)
    assert words(page, "target") == [
        """<img src=x onerror="document['ran']=2"> 😀 plan &amp; 港""",
        "=1+1 </script><script>document['ran']=3</script>",
    ]
    assert words(page, "actor") == ["Sarvia", "Velden"]
    assert page.inner_text(".headline") == "<b>Row</b> 😀 over <script>document['ran'] = 1</script> the ferry"
    assert page.evaluate("document['ran'] ?? null") is None
    assert page.locator(".result img, .result script, .result b").count() == 0


def test_html_is_read_as_html(page: Any, tmp_path: Path) -> None:
    """Editors save web pages; the offsets count in the text found in them, not in the markup."""
    file = tmp_path / "ferry.html"
    told = "<p>Sarvia opposes the ferry plan 😀 of its neighbour across the water.</p><p>The harbour is quiet this week.</p>"
    file.write_text(f"<html><body><nav>Home</nav><article><h1>Ferry</h1>{told}</article></body></html>", encoding="utf-8")
    page.set_input_files("#file", file)
    page.wait_for_selector(".record")
    assert page.is_checked("#as-html")
    assert words(page, "target") == ["the ferry plan 😀 of its neighbour across the water"]


def drop(page: Any, name: str, text: str) -> None:
    page.evaluate(
        """([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [name, text],
    )


def test_files_can_be_dropped(page: Any) -> None:
    """The quickest way in; a browser that is not stopped would leave the page and show the file instead."""
    drop(page, "ferry.txt", ARTICLE)
    page.wait_for_selector(".record")
    assert page.input_value("#article") == ARTICLE
    drop(page, "answers.jsonl", scored_rows(SCORED))
    page.wait_for_selector(".lanes")
    assert page.get_attribute("#tab-scored", "aria-selected") == "true"


def test_labels_that_nobody_foresaw_are_shown(page: Any) -> None:
    """Whoever retrains with other labels gets them on the page too, in a neutral look, not an error."""
    analyse(page, "Sarvia toasts the ferry plan.")
    assert cards(page) == ["Sarvia · jubilant the ferry plan"]
    assert page.locator(".toggle").all_inner_texts() == ["· jubilant 1"]


def test_an_article_without_stances_says_so(page: Any) -> None:
    """An empty list would look like a page that broke."""
    analyse(page, "It rained.")
    assert page.inner_text(".summary").startswith("No stances found")
    assert page.inner_text(".text") == "It rained."


@pytest.mark.parametrize(
    ("text", "heading", "message"),
    [
        ("   ", "There is no article yet", "white space"),
        ("a" * (2**20 + 1), "That is too much at once", "1,048,576"),
    ],
)
def test_errors_of_the_api_are_told(page: Any, text: str, heading: str, message: str) -> None:
    """A refusal without its reason sends people to whoever runs the service."""
    page.evaluate("text => (document.getElementById('article').value = text)", text)
    page.click("#analyse")
    told = problem(page)
    assert heading in told
    assert message in told
    assert re.search(r"Request [0-9a-f]{32}", told)
    assert page.evaluate("document.activeElement.id") == "error"
    assert page.is_enabled("#analyse")


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (None, "The service cannot be reached"),
        ({"status": 504, "body": "<h1>Gateway</h1>"}, "gave up waiting"),
        ({"status": 200, "body": "[]"}, "a form that this page does not know"),
        ({"status": 503, "json": {"error": {"code": "not_ready", "message": "no model", "request_id": "r1"}}}, "is not ready"),
    ],
)
def test_failures_on_the_way_are_told(page: Any, reply: dict[str, Any] | None, told: str) -> None:
    """Proxies answer in HTML and services stop; the article must not be lost over it."""
    page.route("**/analyze", lambda route: route.fulfill(**reply) if reply else route.abort())
    page.fill("#article", ARTICLE)
    page.click("#analyse")
    assert told in problem(page)
    assert page.input_value("#article") == ARTICLE


def test_work_under_way_is_shown_and_can_be_stopped(page: Any) -> None:
    """A long article takes a minute; without a sign people press again and again."""
    page.route("**/analyze", lambda _: None)
    page.fill("#article", ARTICLE)
    page.click("#analyse")
    page.wait_for_selector("#working:not([hidden])")
    assert page.get_attribute("body", "aria-busy") == "true"
    assert page.is_disabled("#analyse")
    assert "Reading the article" in page.inner_text("#working")
    page.click("#stop")
    page.wait_for_selector("#working", state="hidden")
    assert page.is_enabled("#analyse")
    assert page.is_hidden("#error")


def test_analysing_again_replaces_what_is_under_way(page: Any) -> None:
    """The first request's end must not take away the sign of the second, nor show its own answer."""
    page.route("**/analyze", lambda _: None, times=1)
    page.fill("#article", "It rained.")
    page.click("#analyse")
    page.wait_for_selector("#working:not([hidden])")
    page.fill("#article", ARTICLE)
    page.press("#article", "Control+Enter")
    page.wait_for_selector(".record")
    assert page.is_hidden("#working")
    assert page.is_hidden("#error")


def test_a_hundred_thousand_characters_do_not_freeze_it(page: Any) -> None:
    """Reports and transcripts are pasted too; a page that hangs for seconds gets closed."""
    page.evaluate(
        """() => { window.tasks = [0]; new PerformanceObserver((list) =>
        window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: "longtask" }); }"""
    )
    told = "Sarvia{} opposes the 😀 plan {} of its neighbour. The river runs on, as it has done since before there were ferries."
    text = "\n\n".join(told.format(n % 50, n % 200) for n in range(900))
    assert len(text) > 100_000
    analyse(page, text)
    page.click(".toggle >> nth=0")
    page.wait_for_selector(".record", state="detached")
    page.click(".toggle >> nth=0")
    page.wait_for_selector(".record")
    assert page.locator(".record").count() == 900
    assert max(page.evaluate("window.tasks")) < 3000  # milliseconds, on a machine that may be busy; alone it takes a tenth


# a scored file


def record(actor: str, stance: str, target: str) -> dict[str, Any]:
    place = {"text": target, "start": 0, "end": 1}
    return {
        "attribution": "a1", "actor": {"name": actor, "kind": "country", "country": None, "mention": None}, "stance": stance,
        "confidence": 0.8, "stance_scores": {stance: 1}, "sentiment": None, "sentiment_confidence": None,
        "target": {"name": target, "mention": place}, "expression": "indirect", "cue": None, "content": [place],
        "evidence": {"text": f"{actor} {stance} {target}.", "start": 0, "end": 1}, "watch": [],
    }  # fmt: skip


def scored_rows(rows: dict[str, list[dict[str, Any]]]) -> str:
    model = {"name": "m", "version": "1"}
    return "".join(json.dumps({"id": id, "stances": stances, "model": model}) + "\n" for id, stances in rows.items())


SCORED = {
    "1": [record("Kenya", "oppose", "the fees"), record("Uganda", "support", "the port")],
    "2": [record("Kenya", "support", "The fees")],
    "3": [record("Kenya", "oppose", "fees"), record("<script>hit</script>", "deny", "the <b>port</b>")],
}
ABOUT = {"1": ("Wire", "2025-03-01"), "2": ("Post", "2025-02-01"), "3": ("Wire", "2025-01-01")}


@pytest.fixture
def scored(page: Any, tmp_path: Path) -> Any:
    """The page with a scored file and its articles open."""
    (tmp_path / "answers.jsonl.gz").write_bytes(gzip.compress((scored_rows(SCORED) + "broken\n").encode()))
    articles = [{"id": id, "text": "x", "source": source, "published": day} for id, (source, day) in ABOUT.items()]
    (tmp_path / "articles.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles))
    page.click("#tab-scored")
    page.set_input_files("#scored-file", [tmp_path / "answers.jsonl.gz", tmp_path / "articles.jsonl"])
    page.wait_for_selector(".lanes")
    return page


def test_a_scored_file_shows_who_stands_where_over_time(scored: Any) -> None:
    """A change of mind is the story: same names meet in one row, in order of time, with date and source."""
    assert "1 line could not be read" in scored.inner_text("#scored-result .warning")
    assert scored.locator(".matrix tbody th").all_inner_texts() == ["fees", "the <b>port</b>", "the port"]
    assert scored.inner_text("#timeline-title") == "Kenya on fees"
    told = [" ".join(t.split()) for t in scored.locator(".told li").all_inner_texts()]
    assert [t.split(" · ")[0] for t in told] == ["1 Jan 2025", "1 Feb 2025", "1 Mar 2025"]
    assert "Post + support" in told[1]
    assert scored.locator(".dot").count() == 3
    scored.click(".cell[title*='Uganda']")
    assert scored.inner_text("#timeline-title") == "Uganda on the port"


def test_sources_that_differ_are_found(scored: Any) -> None:
    """Two agencies telling one position differently is what a monitor is paid to notice."""
    found = [" ".join(t.split()) for t in scored.locator(".differing > li").all_inner_texts()]
    assert found == ["Kenya on fees Wire − oppose 2× Post + support"]


def test_a_scored_file_is_filtered(scored: Any) -> None:
    """A month of news has thousands of actors."""
    scored.fill(".filters input[type=search] >> nth=0", "ugan")
    assert scored.locator("#scored-result .matrix thead th").all_inner_texts() == ["target", "Uganda"]
    scored.fill(".filters input[type=search] >> nth=0", "nobody")
    assert "No stance fits" in scored.inner_text("#scored-result")


def test_a_file_that_is_no_scored_file_is_refused(page: Any, tmp_path: Path) -> None:
    """People pick the articles instead of the answers."""
    file = tmp_path / "articles.jsonl"
    file.write_text('{"id": 1, "text": "x"}\n')
    page.click("#tab-scored")
    page.set_input_files("#scored-file", file)
    assert "No scored article in this file" in problem(page)


def test_tabs_turn_with_the_keyboard(page: Any) -> None:
    """Arrow keys are how a tab list is worked without a mouse."""
    page.focus("#tab-article")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-scored"
    assert page.is_visible("#panel-scored")
    assert page.is_hidden("#panel-article")


# for everybody, and safe


def accessible(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(page: Any, scheme: str) -> None:
    """Faint text and unnamed buttons lock people out, in the dark as in the light."""
    page.emulate_media(color_scheme=scheme)
    accessible(page)
    analyse(page, ARTICLE + " Maro toasts us. " + ARTICLE.replace("welcomes", "toasts"))
    page.click(".toggle:has-text('neutral')")
    accessible(page)
    page.hover(".record:nth-child(2)")
    accessible(page)


def test_axe_finds_no_serious_fault_in_the_scored_tab(scored: Any) -> None:
    """The second tab is used by the same people."""
    accessible(scored)


@pytest.mark.parametrize("width", [320, 768, 1920])
def test_no_width_needs_scrolling_sideways(page: Any, width: int) -> None:
    """On a phone a page that slides to both sides cannot be read."""
    page.set_viewport_size({"width": width, "height": 700})
    analyse(page, ARTICLE + " Velden opposes " + "unbreakable" * 20 + ".")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_browser_forbids_what_the_page_never_does(page: Any, base: str) -> None:
    """A second lock: even a mistake of ours could not call a stranger or turn an article into markup."""
    policy = page.request.get(base).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    refused = """async () => {
      const failed = [];
      await fetch("https://example.com/").catch(() => failed.push("fetch"));
      try { document.body.innerHTML = "<b>x</b>"; } catch { failed.push("innerHTML"); }
      return failed;
    }"""
    assert page.evaluate(refused) == ["fetch", "innerHTML"]
    assert page.request.get(f"{base}/page/..%2fapp.py").status == 404
    assert page.request.get(f"{base}/page/none.js").json()["error"]["code"] == "not_found"


# the file that is mailed


@pytest.fixture
def mailed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes an article's page with the command line; the file."""
    from service import answering, cli

    def write(text: str) -> Path:
        (tmp_path / "a <b>.txt").write_text(text, encoding="utf-8")
        out = tmp_path / "out.html"
        assert cli.main(["analyze", str(tmp_path / "a <b>.txt"), "--page", str(out)]) == 0
        return out

    monkeypatch.setattr(answering, "load", lambda _: Reader())
    return write


def test_a_mailed_file_shows_the_same_view_alone(page: Any, mailed: Callable[[str], Path]) -> None:
    """It is opened from an attachment, with no service behind it: same marks, filters and downloads, and no request."""
    page.goto(mailed(ARTICLE).as_uri())
    assert cards(page) == ["Sarvia − oppose the ferry plan", "Velden + support the ferry plan", "Velden ✗ deny any secret deal"]
    page.click(".toggle:has-text('oppose')")
    listed(page, 2)
    assert len(json.loads(kept(page, "Download JSON"))["stances"]) == 4
    accessible(page)


def test_a_mailed_file_is_as_safe_as_the_page(page: Any, mailed: Callable[[str], Path]) -> None:
    """An article that ends the script element would run in the mailbox of whoever opens the file."""
    page.goto(mailed(HOSTILE + "\n<!--<script>").as_uri())
    assert words(page, "actor") == ["Sarvia", "Velden"]
    assert page.title() == "a <b>.txt"
    assert page.evaluate("document['ran'] ?? null") is None


def test_the_article_is_never_written_over(
    mailed: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--page` with the article's own name would destroy it."""
    from service import cli

    file = tmp_path / "a.html"
    file.write_text("<html>Sarvia opposes the ferry plan.")
    assert cli.main(["analyze", str(file), "--page", str(file)]) == 2
    assert "would be written over" in capsys.readouterr().err
    assert cli.main(["analyze", str(file), "--page", str(tmp_path / "no" / "out.html")]) == 2
    assert file.read_text().startswith("<html>Sarvia")
