"""The BentoML service: one FastAPI application, mounted whole, so that routes, errors and schema are the spec's own.

BentoML keeps the process, its workers, /healthz, /livez, /readyz and /metrics. Everything else comes here.
"""

import os

os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")  # read while bentoml is imported; nobody asked to be counted

import json
import logging
from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any, TypeVar

import anyio.to_thread
import bentoml
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from model.errors import InputError, StancewireError, TooLarge, Unreadable
from model.predictor import Predictor
from model.schema import Answer
from service import answering, reading, settings, view
from service.api import ERRORS, PROBES, AnswerOut, ArticleIn, BatchIn, BatchOut, Id, fault
from service.gate import Gate

T = TypeVar("T")
SETTINGS = settings.load()
_log = logging.getLogger("stancewire.service")
_any_id: TypeAdapter[Any] = TypeAdapter(Id)

app = FastAPI(
    title="Stancewire",
    description="Reads a news article and says who takes which stance on what, with the words that prove it.",
    version="1",
    docs_url=None,  # their pages load scripts from a third party
    redoc_url=None,
    redirect_slashes=False,
)
app.add_middleware(Gate, limit=SETTINGS.largest_body)
app.state.predictor = None
one_at_a_time = anyio.CapacityLimiter(1)  # the model uses one thread a worker; the event loop stays free for probes


class _Request(Request):
    """Reads JSON by the same rules as everything else here: FastAPI's own reader lets NaN and half surrogate pairs in."""

    async def json(self) -> Any:
        try:
            return reading.parse_json(await self.body())
        except Unreadable as e:
            raise json.JSONDecodeError(str(e), "", 0) from None


class _Route(APIRoute):
    """A route that reads its body as _Request does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await handler(_Request(request.scope, request.receive))

        return handle


app.router.route_class = _Route


def json_only(request: Request) -> None:
    """Raises HTTPException for a body that is not sent as JSON."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    if header.get_content_maintype() != "application" or header.get_content_subtype().rpartition("+")[2] != "json":
        raise HTTPException(415, "send the body as application/json")


def ready() -> Predictor:
    """The loaded predictor. Raises HTTPException while there is none."""
    if app.state.predictor is None:
        raise HTTPException(503, "the model is not loaded; the log says why")
    predictor: Predictor = app.state.predictor
    return predictor


@app.post("/analyze", response_model=AnswerOut, responses=ERRORS, dependencies=[Depends(json_only)])
async def analyze(article: ArticleIn, predictor: Predictor = Depends(ready)) -> Response:
    """Analyse one article."""
    return _json(await _in_thread(lambda: _dump(_answer(predictor, article))))


@app.post("/analyze_batch", response_model=BatchOut, responses=ERRORS, dependencies=[Depends(json_only)])
async def analyze_batch(batch: BatchIn, request: Request, predictor: Predictor = Depends(ready)) -> Response:
    """Analyse several articles; each is answered in its place, with an error where it cannot be analysed."""
    if len(batch.articles) > SETTINGS.largest_batch:
        message = f"{len(batch.articles):,} articles; the limit is {SETTINGS.largest_batch:,}"
        raise TooLarge(message, limit=SETTINGS.largest_batch, field="articles")
    # each article waits for its own turn, so a batch does not hold up the single articles of others
    answers = [await _in_thread(lambda a=a: _item(predictor, a, request.state.request_id)) for a in batch.articles]  # type: ignore[misc]
    return _json(b'{"answers":[' + b",".join(answers) + b"]}")


@app.get("/", response_class=HTMLResponse)
def page() -> FileResponse:
    """A page to paste an article into and see who stands where."""
    return FileResponse(view.PAGE / "index.html", headers=view.HEADERS)


app.mount("/page", view.Files())


def _answer(predictor: Predictor, article: ArticleIn) -> Answer:
    text = reading.read(article.text, article.html, SETTINGS)
    return answering.answer(predictor, text, id=article.id, watch=reading.watched(article.watch))


def _item(predictor: Predictor, sent: Any, request_id: str) -> bytes:
    """The answer for an article of a batch, or its error, as JSON."""
    try:
        return _dump(_answer(predictor, ArticleIn.model_validate(sent)))
    except ValidationError as e:
        code, message, *_ = _first(e.errors(include_url=False, include_input=False), skip=0)
    except InputError as e:
        code, message = e.code, f"{e.field}: {e}" if e.field else str(e)
    except Exception as e:
        _log.error("request %s: %s", request_id, answering.where(e))
        code, message = "internal_error", "a fault of ours; the log has it under the request's id"
    return json.dumps({"id": _id_of(sent), "error": {"code": code, "message": message}}, ensure_ascii=False).encode()


def _id_of(sent: Any) -> Any:
    try:
        return _any_id.validate_python(sent.get("id")) if isinstance(sent, dict) else None
    except ValidationError:
        return None


async def _in_thread(work: Callable[[], T]) -> T:
    return await anyio.to_thread.run_sync(work, limiter=one_at_a_time)


def _dump(answer: Answer) -> bytes:
    return json.dumps(answer.to_json(), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


# Errors: everything below ends in the one form.


def _error(
    request: Request,
    status: int,
    code: str,
    message: str,
    *,
    field: str | None = None,
    limit: int | None = None,
    headers: Any = None,
) -> JSONResponse:
    body = fault(code, message, request.state.request_id, field=field, limit=limit)
    return JSONResponse(body, status_code=status, headers=headers)


@app.exception_handler(InputError)
def _unusable(request: Request, e: InputError) -> JSONResponse:
    status = 413 if isinstance(e, TooLarge) else 400 if isinstance(e, Unreadable) else 422
    return _error(request, status, e.code, str(e), field=e.field, limit=getattr(e, "limit", None))


@app.exception_handler(RequestValidationError)
def _invalid(request: Request, e: RequestValidationError) -> JSONResponse:
    code, message, field, limit = _first(e.errors(), skip=1)
    return _error(request, 422 if code == "invalid" else 400, code, message, field=field, limit=limit)


@app.exception_handler(HTTPException)
def _refused(request: Request, e: HTTPException) -> JSONResponse:
    code = _CODES.get(e.status_code, "refused")
    message = "not JSON that can be read" if e.status_code == 400 else str(e.detail)
    return _error(request, e.status_code, code, message, headers=e.headers)


_CODES = {
    400: "bad_json",
    404: "not_found",
    405: "method_not_allowed",
    415: "unsupported_media_type",
    503: "not_ready",
}


def _first(errors: Any, skip: int) -> tuple[str, str, str | None, int | None]:
    """pydantic's first error -> code, message, field, limit. `skip`: leading parts of its place that are not the caller's."""
    first = errors[0]
    if first["type"] == "json_invalid":
        return "bad_json", first["ctx"]["error"], None, None
    if first["type"] == "missing" and len(first["loc"]) == skip == 1:
        return "bad_json", "not JSON: the body is empty", None, None
    field = ".".join(str(part) for part in first["loc"][skip:]) or None
    reason = "this has to be a JSON object" if first["type"].startswith("model_") else first["msg"]
    return "invalid", f"{field}: {reason}" if field else reason, field, first.get("ctx", {}).get("max_length")


def openapi() -> dict[str, Any]:
    """The schema of all routes, BentoML's probes among them."""
    if app.openapi_schema is None:
        app.openapi_schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        app.openapi_schema["paths"].update(PROBES)
    return app.openapi_schema


app.openapi = openapi  # type: ignore[method-assign]


async def every_path(scope: Scope, receive: Receive, send: Send) -> None:
    """The application as a plain ASGI callable: BentoML hands a FastAPI object only the paths that it knows, and
    answers the others itself, in a form of its own and with pages that load a third party's script."""
    await app(scope, receive, send)


@bentoml.service(
    name="stancewire",
    workers=1,
    traffic={"timeout": 86400},  # never: it would answer in a form of its own, and leave the model at work
    logging={"access": {"request_content_type": False}},  # a header that is not UTF-8 would break the answer
)
@bentoml.asgi_app(every_path, path="/")
class StanceService:
    """Loads the model in each worker. Where that fails the worker stays and /readyz says no: one that ends would be
    started again for ever."""

    def __init__(self) -> None:
        try:
            app.state.predictor = answering.load(SETTINGS)
        except StancewireError as e:
            _log.error("the model is not loaded: %s", e)
        except Exception as e:
            _log.error("the model is not loaded: %s", answering.where(e))

    def __is_ready__(self) -> bool:
        return app.state.predictor is not None
