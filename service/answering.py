"""A text that was read -> its answer: what HTTP, the command line and batch scoring share."""

import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.schema import Answer, Article, Attribution
from service.reading import Reading
from service.settings import Settings

if TYPE_CHECKING:
    from model.predictor import Predictor

_ROOT = Path(__file__).parent.parent


def load(settings: Settings) -> "Predictor":
    """The predictor that the settings name. Raises ArtifactError. Heavy: the first call loads the runtime."""
    from model.predictor import Predictor

    return Predictor.load(folder(settings), threads=settings.threads)


def folder(settings: Settings) -> Path:
    """Where the artifact lies."""
    from model.artifact import PRETRAINED

    return settings.model or PRETRAINED


def answer(
    predictor: "Predictor",
    reading: Reading,
    *,
    id: Any = None,
    watch: Sequence[str] = (),
    given: Sequence[Attribution] | None = None,
) -> Answer:
    """The answer for one article, with its text where the offsets count in another one than was sent in."""
    (found,) = predictor.predict([Article(reading.text, id=id, watch=watch, given=given)])
    return replace(found, text=reading.text) if reading.extracted else found


def where(error: BaseException) -> str:
    """Which error and where in the code, for logs: never its message, which may quote the article."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return f"{type(error).__name__} at " + " > ".join(f"{_short(f.filename)}:{f.lineno}" for f in frames)


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(_ROOT)) if path.is_relative_to(_ROOT) else path.name
