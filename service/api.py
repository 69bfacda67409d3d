"""The bodies of requests and answers (../shared/spec.md), from which the OpenAPI schema is made."""

from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema
from pydantic.config import JsonDict
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from service.reading import LONGEST_WATCHED, MOST_WATCHED

EXAMPLE: JsonDict = {
    "text": "Port Elwin's dockers oppose the plan to close the eastern ferry line. The harbour board has denied that it "
    "ever promised new berths, its spokeswoman Marta Oyelaran said on Tuesday.",
    "id": "harbour-1",
    "watch": ["ferry line"],
}
_TEXT: JsonDict = {"type": "string", "pattern": r"\S"}
_ONE_OF_THEM: JsonDict = {
    "oneOf": [{"required": ["text"], "properties": {"text": _TEXT}}, {"required": ["html"], "properties": {"html": _TEXT}}],
    "examples": [EXAMPLE],
}


def _any_id(value: Any) -> Any:
    if value is None or isinstance(value, str) or type(value) is int or (type(value) is float and isfinite(value)):
        return value
    raise PydanticCustomError("id", "an id is a string, a number or null")


Id = Annotated[Any, AfterValidator(_any_id), WithJsonSchema({"anyOf": [{"type": t} for t in ("string", "number", "null")]})]


class Body(BaseModel):
    """Unknown fields are refused, and an error never quotes what was sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ArticleIn(Body):
    """One article: its `text`, or an `html` page to find it in."""

    model_config = ConfigDict(json_schema_extra=_ONE_OF_THEM)

    text: str | None = Field(default=None, description="the article; offsets count its Unicode code points")
    html: str | None = Field(default=None, description="a page with an article in it; the answer carries the text found in it")
    id: Id = Field(default=None, description="returned as it came")
    title: str | None = Field(default=None, description="metadata; it is not analysed")
    url: str | None = None
    source: str | None = None
    published: str | None = None
    watch: list[Annotated[str, Field(max_length=LONGEST_WATCHED)]] = Field(
        default=[], max_length=MOST_WATCHED, description="strings to tag records with that have them in their actor or target"
    )


class BatchIn(Body):
    """Articles to analyse one by one. One that is not as it should be is answered with an error in its place."""

    articles: list[JsonValue] = Field(
        json_schema_extra={"items": {"anyOf": [{"$ref": "#/components/schemas/ArticleIn"}, {}]}, "examples": [[EXAMPLE]]}
    )


class MentionOut(Body):
    """`text[start:end] == mention.text`, in Unicode code points."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ActorOut(Body):
    name: str
    kind: Literal["person", "country", "organization", "group", "unknown"]
    country: str | None = Field(description="ISO 3166-1 alpha-2")
    mention: MentionOut | None


class TargetOut(Body):
    name: str
    mention: MentionOut


Probability = Annotated[float, Field(ge=0, le=1)]


class RecordOut(Body):
    """One actor's stance on one target, or the neutral record of an attribution that takes no side."""

    attribution: str
    actor: ActorOut | None
    stance: str
    confidence: Probability
    stance_scores: dict[str, Probability]
    sentiment: str | None
    sentiment_confidence: Probability | None
    target: TargetOut | None
    expression: Literal["direct", "indirect", "mixed"]
    cue: MentionOut | None
    content: list[MentionOut] = Field(min_length=1)
    evidence: MentionOut
    watch: list[str]


class ModelOut(Body):
    name: str
    version: str


class AnswerOut(Body):
    """All stance records of one article, in order of the text."""

    id: Id
    stances: list[RecordOut]
    model: ModelOut
    text: str | SkipJsonSchema[None] = Field(default=None, description="only for html: the text that the offsets count in")


class ItemError(Body):
    code: str
    message: str


class FailedOut(Body):
    """Stands where the answer for an article of a batch would, with its id where it has a usable one."""

    id: Id
    error: ItemError


class BatchOut(Body):
    answers: list[AnswerOut | FailedOut]


class Fault(Body):
    """What was wrong: a code for machines, a line for people, and the field and the limit where there is one."""

    code: str
    message: str
    field: str | None
    limit: int | None
    request_id: str


class ErrorOut(Body):
    """The one form of every error."""

    error: Fault


def fault(code: str, message: str, request_id: str, *, field: str | None = None, limit: int | None = None) -> dict[str, Any]:
    """An ErrorOut as JSON."""
    return {"error": {"code": code, "message": message, "field": field, "limit": limit, "request_id": request_id}}


_ERRORS = {
    400: "not JSON, or a text that is no text (NUL characters, half a surrogate pair)",
    413: "the body, the article or the batch is over a limit, which `limit` names",
    415: "the body is not sent as application/json",
    422: "a field is missing, wrong or unknown; an empty text; HTML without an article in it",
    500: "a fault of ours; the request id finds it in the log",
    503: "the model is not loaded",
}
ERRORS: dict[int | str, dict[str, Any]] = {s: {"model": ErrorOut, "description": d} for s, d in _ERRORS.items()}


def _probe(summary: str, ok: str, bad: str | None = None) -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    answers = {"200": {"description": ok, "content": text}}
    if bad is not None:
        answers["503"] = {"description": bad, "content": text}
    return {"get": {"summary": summary, "responses": answers}}


PROBES = {
    "/healthz": _probe("Whether the worker answers", "it does"),
    "/livez": _probe("Whether the worker answers", "it does"),
    "/readyz": _probe("Whether the model is loaded", "it is", "it is not; the log says why"),
    "/metrics": _probe("Metrics for Prometheus", "in its text format"),
}
