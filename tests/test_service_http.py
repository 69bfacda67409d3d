"""The service as callers meet it: a real server process over HTTP, every route, every error, the contract's table."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from pydantic import TypeAdapter

from service.api import EXAMPLE, AnswerOut, BatchOut, ErrorOut

ROOT = Path(__file__).parent.parent
STANCEWIRE = [sys.executable, "-m", "service.cli", "serve"]
BENTOML = [sys.executable, "-m", "bentoml", "serve", "service.app:StanceService"]
PAGE = """<!doctype html><html><body><nav>Home</nav><article><h1>Ferry</h1><p>Port Elwin's dockers oppose the plan to close the
eastern ferry line.</p><p>The harbour board has denied that it promised new berths.</p></article></body></html>"""
JSON = {"Content-Type": "application/json"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as s:
        port: int = s.getsockname()[1]
        return port


@contextmanager
def _server(folder: Path, command: list[str], probe: str, **environment: str) -> Iterator[tuple[httpx.Client, Path]]:
    """A server process on a free port until the block ends; a client for it, and its log. Waits until `probe` answers 200."""
    log, port = folder / "log", _free_port()
    settings = {**os.environ, "BENTOML_HOME": str(folder), "BENTOML_DO_NOT_TRACK": "True", **environment}
    with log.open("wb") as out:
        host = ["--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen([*command, *host], cwd=ROOT, env=settings, stdout=out, stderr=out)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            _wait(process, client, probe, log)
            yield client, log
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], client: httpx.Client, probe: str, log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            if client.get(probe).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not up in time: {log.read_text()}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    with _server(tmp_path_factory.mktemp("served"), STANCEWIRE, "/readyz") as server:
        yield server


@pytest.fixture(scope="module")
def http(served: tuple[httpx.Client, Path]) -> httpx.Client:
    return served[0]


def is_error(reply: httpx.Response, status: int, code: str, field: str | None = None, limit: int | None = None) -> str:
    """Checks that a reply is this error in the one form; its message."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/json"
    error = ErrorOut.model_validate_json(reply.text).error
    assert (error.code, error.field, error.limit) == (code, field, limit)
    assert error.message
    assert error.request_id == reply.headers["x-request-id"]
    return error.message


def is_answer(reply: httpx.Response, text: str | None = None) -> dict[str, Any]:
    """Checks that a reply is an answer as the schema says, with spans that hold their words; the answer."""
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    AnswerOut.model_validate(answer)
    analysed = str(answer.get("text", text))
    for mention in _mentions(answer["stances"]):
        assert analysed[mention["start"] : mention["end"]] == mention["text"]
    return answer


def _mentions(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"text", "start", "end"} == value.keys():
            yield value
        for v in value.values():
            yield from _mentions(v)
    elif isinstance(value, list):
        for v in value:
            yield from _mentions(v)


# what works


def test_the_schemas_example_works_as_it_stands(http: httpx.Client) -> None:
    """It is the first thing that anybody sends."""
    schema = http.get("/openapi.json").json()
    (example,) = schema["components"]["schemas"]["ArticleIn"]["examples"]
    answer = is_answer(http.post("/analyze", json=example), example["text"])
    assert answer["id"] == example["id"]
    assert answer["stances"]
    assert "text" not in answer
    assert any("ferry line" in record["watch"] for record in answer["stances"])


def test_html_is_answered_with_its_text(http: httpx.Client) -> None:
    """Offsets into markup would be of no use; they count in the text that comes with the answer."""
    answer = is_answer(http.post("/analyze", json={"html": PAGE, "title": "Ferry", "text": None}))
    assert "dockers oppose the plan" in answer["text"]
    assert "Home" not in answer["text"]
    assert answer["stances"]


def test_offsets_count_code_points(http: httpx.Client) -> None:
    """A count of bytes or of UTF-16 units goes wrong after the first emoji; a byte order mark that is sent counts."""
    text = "\ufeff😀 é 港\r\nSarvia opposes the ferry plan, Marta Oyelaran said.\r\n"
    assert list(_mentions(is_answer(http.post("/analyze", json={"text": text}), text)["stances"]))


@pytest.mark.parametrize("value", ["a", "", 0, -7, 2.5, 10**20, None])
def test_an_id_comes_back_as_it_came(http: httpx.Client, value: object) -> None:
    """Callers join answers to their articles by it."""
    answer = is_answer(http.post("/analyze", json={"text": "Sarvia opposes it.", "id": value}), "Sarvia opposes it.")
    assert (answer["id"], type(answer["id"])) == (value, type(value))


def test_all_metadata_is_taken(http: httpx.Client) -> None:
    """The contract's fields, each of them, and JSON with a charset."""
    body = {**EXAMPLE, "title": "t", "url": "u", "source": "s", "published": "2026-01-01", "watch": ["a" * 200] * 1000}
    reply = http.post("/analyze", content=json.dumps(body), headers={"Content-Type": "Application/JSON; charset=utf-8"})
    is_answer(reply, str(EXAMPLE["text"]))


@pytest.mark.parametrize(
    "text", ["Докеры выступают против плана.", "def f(x): return {}", "%%% 123 ;;;", "😀" * 99, "x", "\u202e"]
)
def test_other_languages_code_and_noise_are_answered(http: httpx.Client, text: str) -> None:
    """The contract's table: whatever a feed delivers has an answer."""
    is_answer(http.post("/analyze", json={"text": text}), text)


def test_a_million_characters_are_answered(http: httpx.Client) -> None:
    """The contract's table. Blanks, because the model would need a minute for so many words."""
    text = str(EXAMPLE["text"]) + " " * 999_000
    text += "Sarvia opposes it." + " " * (1_000_000 - len(text) - 18)
    assert len(text) == 1_000_000
    assert is_answer(http.post("/analyze", json={"text": text}), text)["stances"]


def test_a_batch_answers_each_article_in_its_place(http: httpx.Client) -> None:
    """One bad article of a hundred must cost one answer, and nobody else's place or id."""
    single = http.post("/analyze", json=EXAMPLE).json()
    sent: list[Any] = [
        EXAMPLE,
        {"id": "blank", "text": " "},
        {"id": 3, "html": "<html></html>"},
        {"id": "typo", "txt": "a"},
        {"id": "both", "text": "a", "html": "b"},
        "no object",
        {"id": [1], "text": "a"},
        {"id": "nul", "text": "a\0"},
        {"id": "wide", "text": "a", "watch": ["a"] * 1001},
        {"id": "page", "html": PAGE},
        {**EXAMPLE, "id": None},
    ]
    reply = http.post("/analyze_batch", json={"articles": sent})
    answers = reply.json()["answers"]
    assert reply.status_code == 200
    BatchOut.model_validate(reply.json())
    assert answers[0] == single
    assert answers[-1] == {**single, "id": None}
    assert answers[9]["text"]
    codes = [(a["id"], a["error"]["code"]) for a in answers[1:9]]
    assert codes == [
        ("blank", "empty"),
        (3, "no_article"),
        ("typo", "invalid"),
        ("both", "invalid"),
        (None, "invalid"),
        (None, "invalid"),
        ("nul", "unreadable"),
        ("wide", "invalid"),
    ]
    assert all(set(a["error"]) == {"code", "message"} for a in answers[1:9])
    assert http.post("/analyze_batch", json={"articles": []}).json() == {"answers": []}


def test_the_page_names_the_routes_and_loads_nothing(http: httpx.Client) -> None:
    """BentoML's own page would load a third party's script into a newsroom's browser."""
    reply = http.get("/")
    assert reply.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert all(name in reply.text for name in ("/analyze", "/analyze_batch", "/openapi.json", "/readyz", "/metrics"))
    assert "//" not in reply.text
    for path in ("/docs.json", "/static_content/index.html", "/docs", "/redoc"):
        is_error(http.get(path), 404, "not_found")


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz", "/metrics"])
def test_probes(http: httpx.Client, path: str) -> None:
    """Orchestrators and Prometheus live on them."""
    reply = http.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain")


def test_metrics_count_requests(http: httpx.Client) -> None:
    """Empty metrics would look like a service that nobody calls."""
    http.post("/analyze", json={"text": "a"})
    assert 'request_total{endpoint="/analyze"' in http.get("/metrics").text


def test_the_schema_is_true(http: httpx.Client) -> None:
    """Clients are generated from it: all routes, the probes too, and every error in the one form."""
    schema = http.get("/openapi.json").json()
    paths = schema["paths"]
    assert set(paths) == {"/", "/analyze", "/analyze_batch", "/healthz", "/livez", "/readyz", "/metrics"}
    for path in ("/analyze", "/analyze_batch"):
        answers = paths[path]["post"]["responses"]
        assert set(answers) == {"200", "400", "413", "415", "422", "500", "503"}
        forms = {s: a["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] for s, a in answers.items()}
        assert {f for s, f in forms.items() if s != "200"} == {"ErrorOut"}
    refs = json.dumps(schema).split('"$ref": "#/components/schemas/')[1:]
    assert {r.partition('"')[0] for r in refs} <= set(schema["components"]["schemas"])
    assert "HTTPValidationError" not in json.dumps(schema)


# what does not


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"text",
        b"{'text': 'a'}",
        b'{"text": "a"} x',
        b'{"text": NaN}',
        b'{"text": "caf\xe9"}',
        b'{"text": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"text": "a", "id": "\\ud83d"}',
        b'{"text": "a", "watch": ["\\ud83d"]}',
        '{"text": "a"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"text": "a", "id": ' + b"9" * 5000 + b"}",
    ],
)
def test_bodies_that_are_no_json(http: httpx.Client, body: bytes) -> None:
    """Each of these is a 500, or half a character in somebody's database, where a service trusts its framework."""
    is_error(http.post("/analyze", content=body, headers=JSON), 400, "bad_json")
    is_error(http.post("/analyze_batch", content=body, headers=JSON), 400, "bad_json")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"id": 1}, "text"),
        ({"text": None}, "text"),
        ({"text": "a", "html": "b"}, "html"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"html": {}}, "html"),
        ({"text": "a", "langauge": "en"}, "langauge"),
        ({"text": "a", "title": 5}, "title"),
        ({"text": "a", "id": {}}, "id"),
        ({"text": "a", "id": True}, "id"),
        ({"text": "a", "watch": "ferry"}, "watch"),
        ({"text": "a", "watch": None}, "watch"),
        ({"text": "a", "watch": ["b", 5]}, "watch.1"),
        ([], None),
        ("text", None),
        (5, None),
        (None, None),
    ],
)
def test_fields_that_are_missing_wrong_or_unknown(http: httpx.Client, body: object, field: str | None) -> None:
    """A typo that is ignored costs days; the error names the field and does not quote what was sent."""
    is_error(http.post("/analyze", content=json.dumps(body), headers=JSON), 422, "invalid", field)


@pytest.mark.parametrize(("body", "field"), [({}, "articles"), ({"articles": {}}, "articles"), ({"articles": [], "n": 1}, "n")])
def test_batches_that_are_none(http: httpx.Client, body: object, field: str) -> None:
    """What is wrong with the whole is told for the whole."""
    is_error(http.post("/analyze_batch", json=body), 422, "invalid", field)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": ""}, 422, "empty"),
        ({"text": " \n\t\u00a0"}, 422, "empty"),
        ({"html": ""}, 422, "empty"),
        ({"text": "a\0b"}, 400, "unreadable"),
        ({"html": "<html>\0"}, 400, "unreadable"),
        ({"html": "<html><body></body></html>"}, 422, "no_article"),
        ({"html": "just a string"}, 422, "no_article"),
        ({"html": "<html>" + "<div>" * 20_000}, 422, "no_article"),
    ],
)
def test_texts_that_cannot_be_analysed(http: httpx.Client, body: dict[str, str], status: int, code: str) -> None:
    """The contract's table, row by row."""
    is_error(http.post("/analyze", json=body), status, code, next(iter(body)))


def test_limits_are_told_with_their_numbers(http: httpx.Client) -> None:
    """Whoever meets a limit has to learn which one and how much, from the body, to cut or to split."""
    is_error(http.post("/analyze", json={"text": "a" * (2**20 + 1)}), 413, "too_large", "text", 2**20)
    is_error(http.post("/analyze", json={"html": "a" * (2**22 + 1)}), 413, "too_large", "html", 2**22)
    is_error(http.post("/analyze", json={"text": "a", "watch": ["a"] * 1001}), 422, "invalid", "watch", 1000)
    is_error(http.post("/analyze", json={"text": "a", "watch": ["a" * 201]}), 422, "invalid", "watch.0", 200)
    is_error(http.post("/analyze_batch", json={"articles": [{"text": "a"}] * 101}), 413, "too_large", "articles", 100)


def test_bodies_over_the_limit(http: httpx.Client) -> None:
    """BentoML takes 200 MB without a word. With a length the body is not even read; without one reading stops at the limit."""
    body = b" " * (2**24 + 1)
    is_error(http.post("/analyze", content=body, headers=JSON), 413, "too_large", None, 2**24)
    pieces = (body[n : n + 2**18] for n in range(0, len(body), 2**18))
    is_error(http.post("/analyze", content=pieces, headers=JSON), 413, "too_large", None, 2**24)
    is_error(http.post("/analyze", content=b" " * 2**24, headers=JSON), 400, "bad_json")


def test_a_body_in_pieces_is_a_body(http: httpx.Client) -> None:
    """Chunked bodies are what proxies and streams send."""
    is_answer(http.post("/analyze", content=iter([b'{"text": "Sarv', b'ia opposes it."}']), headers=JSON), "Sarvia opposes it.")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", "a/json", None]
)
def test_bodies_of_other_types(http: httpx.Client, kind: str | None) -> None:
    """`curl -d` without a header sends a form; the answer has to say what to do."""
    headers = {} if kind is None else {"Content-Type": kind}
    assert "application/json" in is_error(
        http.post("/analyze", content=b'{"text": "a"}', headers=headers), 415, "unsupported_media_type"
    )


def test_routes_and_methods_that_are_not_there(http: httpx.Client) -> None:
    """Errors of the framework come in the same form as ours."""
    for path in ("/nothing", "/analyze/", "/analyze/x", "/%00", "/caf%E9"):
        is_error(http.post(path, json={}), 404, "not_found")
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        reply = http.request(method, "/analyze")
        is_error(reply, 405, "method_not_allowed")
        assert reply.headers["allow"] == "POST"
    is_error(http.post("/", json={}), 405, "method_not_allowed")
    assert http.head("/analyze").status_code == 405


def test_headers_that_are_not_utf8(http: httpx.Client) -> None:
    """BentoML's access log would break the answer of a request with such a content type."""
    reply = http.post("/analyze", content=b'{"text": "a"}', headers={b"Content-Type": b"application/json\xff"})
    is_error(reply, 415, "unsupported_media_type")


# around it


def test_a_request_id_is_the_callers_or_a_new_one(http: httpx.Client) -> None:
    """One that could break a log line or a header is replaced, others find the request in the caller's own logs."""
    assert (
        http.post("/analyze", json={"text": "a"}, headers={"X-Request-ID": "job-7:a.b_c"}).headers["x-request-id"]
        == "job-7:a.b_c"
    )
    seen = set()
    for sent in ("", "two words", "a" * 129, '"', "a\tb", b"\xff"):
        reply = http.get("/nothing", headers={b"X-Request-ID": sent if isinstance(sent, bytes) else sent.encode()})
        is_error(reply, 404, "not_found")
        seen.add(reply.headers["x-request-id"])
    assert len(seen) == 6
    assert all(len(i) == 32 for i in seen)


def test_probes_answer_during_a_long_article(http: httpx.Client) -> None:
    """A worker that does not answer its probe is killed by its orchestrator, and the article with it."""
    sentence = "Port Elwin's dockers oppose the plan, and the harbour board denied that it would close the line {}. "
    text = "".join(sentence.format(n) for n in range(400))
    replies: list[httpx.Response] = []
    long = threading.Thread(
        target=lambda: replies.append(httpx.post(f"{http.base_url}/analyze", json={"text": text}, timeout=120))
    )
    long.start()
    time.sleep(0.3)
    probed = [http.get(path).status_code for path in ("/livez", "/readyz", "/healthz", "/metrics")]
    assert (probed, long.is_alive()) == ([200] * 4, True)
    long.join()
    assert is_answer(replies[0], text)["stances"]


def test_callers_at_the_same_time_get_their_own_answers(http: httpx.Client) -> None:
    """Requests that share a model must not share answers."""
    replies: dict[int, httpx.Response] = {}

    def send(n: int) -> None:
        text = f"Sarvia opposes plan {n}. " * (n + 1)
        replies[n] = httpx.post(f"{http.base_url}/analyze", json={"id": n, "text": text}, timeout=120)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(is_answer(r, f"Sarvia opposes plan {n}. " * (n + 1))["id"] == n for n, r in replies.items())
    assert len(replies) == 8


def test_the_log_has_no_article_in_it(served: tuple[httpx.Client, Path]) -> None:
    """Logs are kept longer and read by more people than articles may be."""
    http, log = served
    for body in ({"text": "Zanzibarella opposes it."}, {"text": "Zanzibarella\0"}, {"text": 1, "html": "Zanzibarella"}):
        http.post("/analyze", json=body)
    http.post("/analyze", content=b'{"text": "Zanzibarella', headers=JSON)
    http.post("/analyze_batch", json={"articles": ["Zanzibarella", {"text": "Zanzibarella", "x": 1}]})
    written = log.read_text()
    assert "/analyze" in written
    assert "Zanzibarella" not in written
    assert "Traceback" not in written


def test_a_port_that_is_taken(http: httpx.Client, tmp_path: Path) -> None:
    """Two servers on one port are an everyday mistake; it is told in one line."""
    command = [*STANCEWIRE, "--port", str(http.base_url.port)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2
    assert done.stderr == f"stancewire: cannot listen on 127.0.0.1:{http.base_url.port}: Address already in use\n"


def test_bentoml_serve_without_a_model_is_alive_and_not_ready(tmp_path: Path) -> None:
    """`bentoml serve` starts it from the clone too. A worker that ended for want of a model would be started for ever;
    one that said it was ready would get requests."""
    with _server(tmp_path, BENTOML, "/livez", STANCEWIRE_MODEL=str(tmp_path / "none")) as (http, log):
        assert http.get("/readyz").status_code == 503
        is_error(http.post("/analyze", json=EXAMPLE), 503, "not_ready")
        is_error(http.get("/nothing"), 404, "not_found")
        assert "the model is not loaded: no artifact in" in log.read_text()


class _Broken:
    """A predictor that chokes on everything, and says what on."""

    def predict(self, articles: Any) -> Any:
        raise RuntimeError(articles[0].text)


def test_a_text_that_the_model_chokes_on(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one error that is ours: told in the one form, logged under the request's id without the article, and only for
    the article that it is about. In this process, because no text is known that the model chokes on."""
    from service.app import app

    monkeypatch.setattr(app.state, "predictor", _Broken())
    caplog.set_level(logging.ERROR)

    async def both() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
            articles = [{"id": 1, "text": "secret words"}, {"id": 2, "text": ""}]
            one = await http.post("/analyze", json={"text": "secret words"}, headers={"X-Request-ID": "r1"})
            return one, await http.post("/analyze_batch", json={"articles": articles})

    one, batch = anyio.run(both)
    is_error(one, 500, "internal_error")
    assert [a["error"]["code"] for a in batch.json()["answers"]] == ["internal_error", "empty"]
    assert "request r1: RuntimeError at " in caplog.text
    assert "secret" not in caplog.text + one.text + batch.text


def test_telemetry_is_off_unless_somebody_wants_it() -> None:
    """BentoML reports each start to its makers; nobody who runs this has agreed to that."""
    environment = {k: v for k, v in os.environ.items() if k != "BENTOML_DO_NOT_TRACK"}
    code = "import service.app; from bentoml._internal.utils.analytics.usage_stats import do_not_track; print(do_not_track())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_ids_of_the_schema_are_those_that_are_taken() -> None:
    """The schema and the check stand side by side and could drift apart."""
    from service.api import Id

    assert TypeAdapter(Id).json_schema() == {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}
