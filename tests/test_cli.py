"""The command line: what people see, what machines read, and one clear line for everything that goes wrong."""

import functools
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from model.schema import Actor, Answer, Mention, ModelName, StanceRecord, Target
from service import answering, cli, score, settings, table

ROOT = Path(__file__).parent.parent
ARTICLE = (
    "Port Elwin's dockers oppose the plan to close the eastern ferry line. The harbour board has denied that it ever "
    "promised new berths, its spokeswoman Marta Oyelaran said on Tuesday.\n\n“We will not accept this timetable,” said "
    "Jon Ferrow, who leads the dockers' union. 😀 Sarvia supports the plan."
)
PAGE = f"<html><body><nav>Home</nav><article><h1>News</h1><p>{ARTICLE}</p></article></body></html>"
Run = Callable[..., "Result"]


class Result:
    """What a command left: exit code, standard output, standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


_load = functools.cache(answering.load)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `stancewire ARGUMENTS` in this process, with the shipped model loaded once for all tests."""
    monkeypatch.setattr(answering, "load", _load)
    monkeypatch.delenv("COLUMNS", raising=False)

    def command(*arguments: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.main([str(a) for a in arguments])
        return Result(code, *capsys.readouterr())

    return command


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "ferry.txt"
    path.write_bytes(ARTICLE.encode())
    return path


def rows(path: Path) -> list[Any]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line]


def jsonl(path: Path, *items: object) -> Path:
    """Writes each item as a line: bytes as they are, other things as JSON."""
    lines = [i if isinstance(i, bytes) else json.dumps(i, ensure_ascii=False).encode() for i in items]
    data = b"".join(line + b"\n" for line in lines)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def mentions(value: Any) -> Iterator[dict[str, Any]]:
    """All mentions in an answer."""
    if isinstance(value, dict):
        if {"text", "start", "end"} == value.keys():
            yield value
        for v in value.values():
            yield from mentions(v)
    elif isinstance(value, list):
        for v in value:
            yield from mentions(v)


def fails(result: Result, pattern: str) -> None:
    """One line that says what is wrong, exit code 2, nothing on standard output."""
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1, result.err
    assert re.search(pattern, result.err), result.err
    assert "Traceback" not in result.err


# analyze


def test_json_has_spans_that_hold_their_words(run: Run, article: Path) -> None:
    """Every consumer cuts the text at these offsets."""
    result = run("analyze", article, "--json")
    answer = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert (answer["id"], "text" in answer) == ("ferry.txt", False)
    assert answer["stances"]
    assert list(mentions(answer["stances"]))
    assert all(ARTICLE[m["start"] : m["end"]] == m["text"] for m in mentions(answer["stances"]))


def test_standard_input_gives_the_same(run: Run, article: Path) -> None:
    """In a pipe there is no file name, and nothing else may differ; a byte order mark is no part of the text."""
    from_file = json.loads(run("analyze", article, "--json").out)
    for arguments in ((), ("-",)):
        piped = json.loads(run("analyze", *arguments, "--json", stdin=b"\xef\xbb\xbf" + ARTICLE.encode()).out)
        assert piped == {**from_file, "id": None}


def test_carriage_returns_count(run: Run) -> None:
    """Translated line ends would shift all offsets of files from Windows."""
    text = "Sarvia opposes the ferry plan.\r\n\r\nPort Elwin's board denies the claim.\r\n"
    answer = json.loads(run("analyze", "--json", stdin=text.encode()).out)
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions(answer["stances"]))


@pytest.mark.parametrize(("name", "options"), [("a.html", ()), ("a.HTM", ()), ("a", ()), ("a.txt", ("--html",))])
def test_html_answers_with_the_text_that_offsets_count_in(run: Run, tmp_path: Path, name: str, options: tuple[str]) -> None:
    """Offsets into a page's markup would be of no use to anybody."""
    (tmp_path / name).write_text(PAGE, encoding="utf8")
    answer = json.loads(run("analyze", tmp_path / name, "--json", *options).out)
    assert "dockers oppose the plan" in answer["text"]
    assert "Home" not in answer["text"]
    assert answer["stances"]
    assert all(answer["text"][m["start"] : m["end"]] == m["text"] for m in mentions(answer["stances"]))


def test_text_can_be_forced(run: Run) -> None:
    """An article about markup that begins with it has to stay analysable."""
    result = run("analyze", "--text", "--json", stdin=b"<html> is a tag, Jon Ferrow said.")
    assert result.code == 0
    assert "text" not in json.loads(result.out)


@pytest.mark.parametrize(
    ("data", "pattern"),
    [
        (b"", "standard input: empty"),
        (b" \n\t\r\n", "empty: there is nothing but white space"),
        (b"\xef\xbb\xbf", "empty"),
        (b"caf\xe9", "not UTF-8: byte 3"),
        (b"a\0b", "NUL"),
        (b"<html><body></body></html>", "HTML without an article in it"),
        (b"<!DOCTYPE html><p>Menu</p>", "HTML without an article in it"),
    ],
)
def test_inputs_that_are_refused(run: Run, data: bytes, pattern: str) -> None:
    """The contract's table: a clear line and exit code 2, as a table and as JSON alike."""
    fails(run("analyze", stdin=data), pattern)
    fails(run("analyze", "--json", stdin=data), pattern)


@pytest.mark.parametrize("text", ["def f(x):\n    return x ** 2  # {}\n", "qwrt 8347 ;;;; %%% @@", "😀" * 50, "a", "\u202e)("])
def test_noise_has_an_answer(run: Run, text: str) -> None:
    """Whatever a feed delivers, a text is answered and never ends in a traceback."""
    result = run("analyze", stdin=text.encode())
    assert (result.code, result.err) == (0, "")
    assert "Model " in result.out


def test_other_alphabets_are_answered_with_a_warning(run: Run) -> None:
    """Whoever sends Russian has to learn why there are no records; the JSON on standard output stays clean."""
    result = run("analyze", "--json", stdin="Докеры порта выступают против плана.".encode())
    assert result.code == 0
    assert "warning: most letters are not Latin" in result.err
    assert json.loads(result.out)["model"]["name"]


def test_a_million_characters_are_answered_and_more_than_the_limit_are_not(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is not named cannot be raised. Blanks, because the model would need a minute for so many words."""
    long = ARTICLE + " " * (1_000_000 - len(ARTICLE) - 4) + "End."
    assert run("analyze", "--json", stdin=long.encode()).code == 0
    fails(run("analyze", stdin=b"a" * 1_048_577), r"1,048,577 characters; the limit is 1,048,576")
    monkeypatch.setenv("STANCEWIRE_LARGEST_ARTICLE", "10")
    fails(run("analyze", stdin=b"a" * 11), r"the limit is 10")


def test_files_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """The line has to name the file."""
    fails(run("analyze", tmp_path / "none.txt"), r"none\.txt: No such file")
    fails(run("analyze", tmp_path), r"Is a directory")
    (tmp_path / "empty.txt").touch()
    fails(run("analyze", tmp_path / "empty.txt"), r"empty\.txt: empty")


def test_records_are_tagged_with_what_is_watched(run: Run, article: Path, tmp_path: Path) -> None:
    """A monitor filters by these tags; blank lines in the file are no strings, and nothing is dropped."""
    (tmp_path / "watch.txt").write_text("\n  ferry line  \n\nNowhere\n", encoding="utf8")
    plain = json.loads(run("analyze", article, "--json").out)
    tagged = json.loads(run("analyze", article, "--json", "--watch", "PLAN", "--watch-file", tmp_path / "watch.txt").out)
    assert len(tagged["stances"]) == len(plain["stances"])
    words = {w for record in tagged["stances"] for w in record["watch"]}
    assert words <= {"PLAN", "ferry line"}
    assert words
    fails(run("analyze", article, "--watch", "a" * 201), "201 characters; 200 at most")
    fails(run("analyze", article, "--watch-file", tmp_path / "none"), "No such file")


# the table


def _record(text: str, stance: str = "oppose", **changes: Any) -> StanceRecord:
    whole = Mention.of(text, (0, len(text)))
    values = {
        "attribution": "a1",
        "actor": Actor("Sarvia", "country", "SA", Mention.of(text, (0, 6))),
        "stance": stance,
        "confidence": 0.876,
        "stance_scores": {stance: 1.0},
        "sentiment": "negative",
        "sentiment_confidence": 0.7,
        "target": Target("the ferry plan", Mention.of(text, (15, 29))),
        "expression": "indirect",
        "cue": Mention.of(text, (7, 14)),
        "content": (Mention.of(text, (15, 29)),),
        "evidence": whole,
    }
    return StanceRecord(**{**values, **changes})


def _table(text: str, *records: StanceRecord, all_records: bool = False) -> str:
    out = io.StringIO()
    table.show(Answer(None, records, ModelName("m", "1")), text, out, all_records=all_records)
    return out.getvalue()


SENTENCE = "Sarvia opposes the ferry plan."


def test_the_table_reads_in_eighty_columns_without_colours() -> None:
    """Logs, mails and README have neither colours nor wide lines: sign, words and offsets have to say it all."""
    shown = _table(SENTENCE, _record(SENTENCE))
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert all(line == line.rstrip() for line in shown.splitlines())
    for part in ("Sarvia", "country, SA", "− oppose", "88% sure", "negative", "the ferry plan", f"“{SENTENCE}”", "0–30"):
        assert part in shown
    assert "1 stance of 1 actor." in shown


def test_records_without_a_side_are_summed_up_or_shown() -> None:
    """A long article has dozens of them; the table would drown."""
    neutral = _record(SENTENCE, "neutral", target=None, sentiment=None, sentiment_confidence=None)
    shown = _table(SENTENCE, _record(SENTENCE), neutral, neutral)
    assert "takes no side" not in shown
    assert "2 more attributions without a side (Sarvia 2×): show with --all" in " ".join(shown.split())
    assert _table(SENTENCE, neutral, all_records=True).count("takes no side") == 1
    assert "No stances found; 1 more attribution without a side" in " ".join(_table(SENTENCE, neutral).split())


def test_a_label_that_somebody_else_trained_is_shown_as_it_is() -> None:
    """Labels come from the artifact; the table may not know them."""
    assert "· applauds" in _table(SENTENCE, _record(SENTENCE, "applauds"))


def test_nothing_in_an_article_reaches_the_terminal_as_a_command() -> None:
    """An article with escape sequences could rewrite the screen, or a link the clipboard; markup is only text."""
    text = "Sar\x1b[2J opposes [red]ferry[/red] :smile: \u202eplan\u2069\r\n\x07."
    shown = _table(text, _record(text, target=Target("[b]x\x1b]0;t\x07[/b]", Mention.of(text, (15, 29)))))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert "[red]ferry[/red] :smile:" in shown


def test_long_evidence_is_cut_around_the_target() -> None:
    """A paragraph of one sentence would push everything else off the screen."""
    text = "Word " * 300 + SENTENCE
    at = len(text) - len(SENTENCE)
    shifted = _record(text, cue=Mention.of(text, (at + 7, at + 14)), target=Target("plan", Mention.of(text, (at + 15, at + 29))))
    shown = _table(text, shifted)
    assert "“…" in shown
    assert "opposes the ferry plan" in " ".join(shown.split())
    assert len(shown) < 1500


def test_actor_cue_and_watch_may_be_missing_or_there() -> None:
    """Bare quotations have no cue and sometimes nobody to name."""
    shown = _table(SENTENCE, _record(SENTENCE, actor=None, cue=None, watch=("ferry",)))
    assert "nobody named" in shown
    assert "watched: ferry" in shown


def test_the_table_of_a_real_answer(run: Run, article: Path) -> None:
    """From file to table with the shipped model: what a newcomer sees first."""
    result = run("analyze", article)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Actor ")
    assert max(map(len, result.out.splitlines())) <= 80


# score


def test_answers_in_order_of_the_rows(run: Run, tmp_path: Path) -> None:
    """Answers are joined to articles by id, by line, and by order: all three have to hold; unknown fields are no fault."""
    source = jsonl(
        tmp_path / "in.jsonl",
        {"id": "a", "text": ARTICLE, "published": 3, "note": "\u2028"},
        b"",
        {"text": "Nothing here."},
        {"id": {"x": [1, None]}, "html": PAGE},
        {"id": 0, "text": "Sarvia supports it.", "html": None},
    )
    result = run("score", source, "-o", tmp_path / "out.jsonl")
    answers = rows(tmp_path / "out.jsonl")
    assert result.code == 0
    assert result.out == ""
    assert result.err.startswith("answers: 4, records: ")
    assert [a["id"] for a in answers] == ["a", 3, {"x": [1, None]}, 0]
    assert ["text" in a for a in answers] == [False, False, True, False]
    assert all(ARTICLE[m["start"] : m["end"]] == m["text"] for m in mentions(answers[0]["stances"]))
    assert not (tmp_path / "out.rejected.jsonl").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_row_is_answered_as_analyze_answers_it(run: Run, article: Path, tmp_path: Path) -> None:
    """Two doors with two answers would make every figure doubtful."""
    single = json.loads(run("analyze", article, "--json").out)
    run("score", jsonl(tmp_path / "in.jsonl", {"id": "ferry.txt", "text": ARTICLE}), "-o", tmp_path / "out.jsonl")
    assert rows(tmp_path / "out.jsonl") == [single]


def test_several_inputs_and_gzip(run: Run, tmp_path: Path) -> None:
    """Packed in, packed out, and byte for byte the same each time."""
    one = jsonl(tmp_path / "one.jsonl.gz", {"id": 1, "text": "Sarvia opposes the plan."})
    two = jsonl(tmp_path / "two.jsonl", {"id": 2, "text": "Sarvia supports the plan."})
    assert run("score", one, two, "-o", tmp_path / "out.jsonl.gz").code == 0
    assert [a["id"] for a in rows(tmp_path / "out.jsonl.gz")] == [1, 2]
    first = (tmp_path / "out.jsonl.gz").read_bytes()
    assert run("score", one, two, "-o", tmp_path / "out.jsonl.gz", "--overwrite").code == 0
    assert (tmp_path / "out.jsonl.gz").read_bytes() == first


def test_rows_that_cannot_be_read_are_kept_aside(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad row of fifty thousand must cost one row, and somebody has to be able to find it."""
    monkeypatch.setenv("STANCEWIRE_LARGEST_BODY", "1000")
    monkeypatch.setenv("STANCEWIRE_LARGEST_ARTICLE", "500")
    bad: list[object] = [
        b"not json",
        b'{"id": 1, "text": "cut',
        {"id": 2},
        {"id": 3, "text": ""},
        {"id": 4, "text": 5},
        {"id": 5, "text": "a", "html": "b"},
        [1],
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        {"text": "a\0"},
        {"text": "a" * 501},
        {"text": "a" * 2000},
        {"html": "<html></html>"},
        b'{"id": 1e999, "text": "a"}',
    ]
    source = jsonl(tmp_path / "in.jsonl", *bad, {"id": "good", "text": "Sarvia opposes the plan."})
    result = run("score", source, "-o", tmp_path / "out.jsonl")
    kept = rows(tmp_path / "out.rejected.jsonl")
    assert result.code == 0
    assert f"warning: rows that could not be read: {len(bad)}; {tmp_path / 'out.rejected.jsonl'}" in result.err
    assert [a["id"] for a in rows(tmp_path / "out.jsonl")] == ["good"]
    assert [k["line"] for k in kept] == list(range(1, len(bad) + 1))
    assert all(k["reason"] and k["input"] == str(source) for k in kept)
    assert "over 1,000 bytes" in kept[11]["reason"]


def test_rejected_rows_of_an_earlier_run_do_not_stay(run: Run, tmp_path: Path) -> None:
    """They would be taken for this run's."""
    out = tmp_path / "out.jsonl"
    run("score", jsonl(tmp_path / "in.jsonl", b"bad"), "-o", out)
    assert (tmp_path / "out.rejected.jsonl").exists()
    run("score", jsonl(tmp_path / "in.jsonl", {"text": "a"}), "-o", out, "--overwrite")
    assert not (tmp_path / "out.rejected.jsonl").exists()


def test_given_attributions_are_judged_and_no_others(run: Run, tmp_path: Path) -> None:
    """The scorers compare judgements on the same attributions; an id that changes would be compared with another one."""
    text = "Sarvia opposes the ferry plan. Port Elwin supports the old line."
    spans = {"id": "E7", "source": [[0, 6]], "cue": [[7, 14]], "content": [[15, 29]]}
    source = jsonl(
        tmp_path / "in.jsonl",
        {"id": 1, "text": text, "attributions": [spans, {"id": "E8", "source": [[0, 6]], "cue": [], "content": []}]},
        {"id": 2, "text": text, "attributions": []},
        {"id": 3, "text": text, "attributions": [{"id": "E9", "content": [[0, 999]]}]},
        {"id": 4, "text": text},
    )
    assert run("score", source, "-o", tmp_path / "out.jsonl", "--given").code == 0
    first, second = rows(tmp_path / "out.jsonl")
    assert {r["attribution"] for r in first["stances"]} == {"E7"}
    assert first["stances"][0]["content"][0]["text"] == "the ferry plan"
    assert (second["id"], second["stances"]) == (2, [])
    assert [k["line"] for k in rows(tmp_path / "out.rejected.jsonl")] == [3, 4]
    assert run("score", source, "-o", tmp_path / "plain.jsonl").code == 0
    assert len(rows(tmp_path / "plain.jsonl")) == 4


def test_files_that_cannot_work_are_refused_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    """A run that fails after an hour, or writes over its own input, is the worst kind of help."""
    source = jsonl(tmp_path / "in.jsonl", {"text": "a"})
    out = tmp_path / "out.jsonl"
    fails(run("score", tmp_path / "none.jsonl", "-o", out), "No such file")
    fails(run("score", source, tmp_path / "none.jsonl", "-o", out), "No such file")
    fails(run("score", tmp_path / "a.csv", "-o", out), r"\.jsonl or \.jsonl\.gz")
    fails(run("score", source, "-o", tmp_path / "out.csv"), r"\.jsonl or \.jsonl\.gz")
    fails(run("score", source, "-o", tmp_path / "no" / "out.jsonl"), "there is no folder")
    fails(run("score", source, "-o", source, "--overwrite"), "is an input too")
    (tmp_path / "dir.jsonl").mkdir()
    fails(run("score", tmp_path / "dir.jsonl", "-o", out), "is a folder")
    fails(run("score", source, "-o", tmp_path / "dir.jsonl", "--overwrite"), "no regular file")
    rejected = jsonl(tmp_path / "out.rejected.jsonl", {"text": "a"})
    fails(run("score", rejected, "-o", out), "is an input too")
    assert rejected.exists()
    assert not out.exists()


def test_an_output_is_not_replaced_unasked(run: Run, tmp_path: Path) -> None:
    """Yesterday's answers are somebody's work."""
    source, out = jsonl(tmp_path / "in.jsonl", {"text": "a"}), tmp_path / "out.jsonl"
    out.write_text("mine")
    fails(run("score", source, "-o", out), r"exists; --overwrite replaces it")
    assert out.read_text() == "mine"
    assert run("score", source, "-o", out, "--overwrite").code == 0
    assert len(rows(out)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """The line has to say which file it is."""
    source, locked = jsonl(tmp_path / "in.jsonl", {"text": "a"}), tmp_path / "locked"
    locked.mkdir(mode=0o500)
    fails(run("score", source, "-o", locked / "out.jsonl"), "Permission denied")


def test_broken_gzip(run: Run, tmp_path: Path) -> None:
    """A download that was cut has to be told from a small file; what was read until then is not lost."""
    items = [{"id": n, "text": f"Sarvia opposes plan {n}. {os.urandom(300).hex()}"} for n in range(400)]
    packed = jsonl(tmp_path / "whole.jsonl.gz", *items).read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) // 20])
    (tmp_path / "no.jsonl.gz").write_bytes(b'{"text": "a"}\n')
    (tmp_path / "bent.jsonl.gz").write_bytes(packed[:50] + b"\xff" * 50 + packed[100:1000])
    fails(run("score", tmp_path / "no.jsonl.gz", "-o", tmp_path / "out.jsonl"), "not a gzip file")
    fails(run("score", tmp_path / "bent.jsonl.gz", "-o", tmp_path / "out.jsonl"), "gzip file")
    assert sorted(p.name for p in tmp_path.glob("out*")) == []
    result = run("score", tmp_path / "cut.jsonl.gz", "-o", tmp_path / "out.jsonl")
    assert result.code == 2
    assert "the gzip file ends too early" in result.err
    assert f"the answers so far stand in {tmp_path / 'out.part.jsonl'}" in result.err
    assert not (tmp_path / "out.jsonl").exists()
    assert rows(tmp_path / "out.part.jsonl")[0]["id"] == 0


def test_a_line_without_end_is_not_held_in_memory(tmp_path: Path) -> None:
    """A gzip bomb of one line would fill the machine; the line after it still counts as the second."""
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(20):
            file.write(b" " * 1_000_000)
        file.write(b"\n{}\n" + b"x" * 10 + b"\r\n" + b"y" * 11)
    found = [(line.number, line.data and line.data.strip()) for line in score.lines(path, 10)]
    assert found == [(1, None), (2, b"{}"), (3, b"x" * 10), (4, None)]


def test_a_fault_of_ours_in_one_row_does_not_cost_the_others(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug that one article in a million meets must not lose the night; its words stay out of the report."""
    real = answering.answer

    def choke(predictor: Any, reading: Any, **others: Any) -> Any:
        if "Sarvia" in reading.text:
            raise KeyError(reading.text)
        return real(predictor, reading, **others)

    monkeypatch.setattr(answering, "answer", choke)
    source = jsonl(tmp_path / "in.jsonl", {"text": "Sarvia opposes it."}, {"text": "Fine."})
    assert run("score", source, "-o", tmp_path / "out.jsonl").code == 0
    assert len(rows(tmp_path / "out.jsonl")) == 1
    (kept,) = rows(tmp_path / "out.rejected.jsonl")
    assert "a fault of ours: KeyError at " in kept["reason"]
    assert "Sarvia" not in kept["reason"]


def test_an_interrupt_ends_with_one_line(tmp_path: Path) -> None:
    """Ctrl-C is no fault: no traceback, the code that shells expect, and the answers so far are not lost."""
    source = jsonl(tmp_path / "in.jsonl", *({"id": n, "text": "Sarvia opposes the ferry plan. " * 40} for n in range(3000)))
    command = [sys.executable, "-m", "service.cli", "score", str(source), "-o", str(tmp_path / "out.jsonl")]
    part = tmp_path / "out.part.jsonl"
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 100
        while time.monotonic() < until and not (part.exists() and part.stat().st_size):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=100)
    assert process.returncode == 130
    assert err.splitlines() == [f"stancewire: warning: the answers so far stand in {part}", "stancewire: interrupted"]
    assert not (tmp_path / "out.jsonl").exists()


# the command itself


def test_help_is_fast_and_names_the_commands() -> None:
    """Help that loads a model makes every look-up take seconds."""
    code = "import sys; from service import cli; code = cli.main(['--help']); heavy = {'bentoml', 'fastapi', 'numpy', " \
        "'onnxruntime', 'pydantic', 'rich', 'trafilatura'} & set(sys.modules); print(heavy or 'light', code)"  # fmt: skip
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.endswith("light 0\n")
    assert all(name in shown for name in ("analyze", "score", "serve"))


def test_version_and_no_arguments(run: Run) -> None:
    """The first two things that people type."""
    assert run("--version").out.startswith("stancewire ")
    assert "Commands:" in run().out


@pytest.mark.parametrize(
    ("arguments", "pattern"),
    [
        (("nonsense",), "No such command"),
        (("analyze", "--nonsense"), "No such option"),
        (("analyze", "a", "b"), "unexpected extra argument"),
        (("analyze", "--html", "--text"), "exclude each other"),
        (("score",), "Missing argument|Missing option"),
        (("score", "a.jsonl"), "Missing option"),
        (("serve", "--port", "0"), "not in the range"),
        (("serve", "--host", "no.such.host.invalid"), "there is no address for the host"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, ...], pattern: str) -> None:
    """One line, not a page of usage with the reason at its end."""
    fails(run(*arguments), pattern)


def test_a_wrong_setting_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise somebody searches their command line for what stands in their environment."""
    monkeypatch.setenv("STANCEWIRE_PORT", "many")
    for command in (("analyze", "-"), ("serve",)):
        fails(run(*command), "STANCEWIRE_PORT")


def test_an_artifact_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A wrong model folder has to be told by the command, and by `serve` before any worker starts."""
    monkeypatch.setenv("STANCEWIRE_MODEL", str(tmp_path))
    fails(run("analyze", stdin=b"a"), "no artifact in")
    fails(run("serve", "--port", "39999"), "no artifact in")


def test_a_fault_of_ours_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback frightens people and may carry the article into a log."""

    def broken(_: settings.Settings) -> Any:
        raise RuntimeError("the article's secret words")

    monkeypatch.setattr(answering, "load", broken)
    result = run("analyze", stdin=b"a")
    fails(result, "a fault of ours: RuntimeError at .*test_cli.py:")
    assert "secret" not in result.err


def test_a_reader_that_leaves_is_no_fault(article: Path) -> None:
    """`stancewire analyze ... | head` is everyday use."""
    command = f"{sys.executable} -m service.cli analyze {article} --json | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "{\n", "")
