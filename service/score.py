"""Many articles: rows of JSONL in, one answer a line out, rows that cannot be read kept aside."""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from model.errors import InputError, TooLarge
from model.schema import Answer
from service import answering, reading
from service.settings import Settings

if TYPE_CHECKING:
    from model.predictor import Predictor

FORMATS = (".jsonl", ".jsonl.gz")
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an input: its number from 1, its bytes (None where it is longer than is read), how far its file is read."""

    path: Path
    number: int
    data: bytes | None
    position: int


@dataclass(slots=True)
class Tally:
    """What a run did."""

    answers: int = 0
    records: int = 0
    sides: int = 0
    rejected: int = 0
    not_latin: int = 0


class Progress(Protocol):
    """Is told of each line when it is done."""

    def __call__(self, line: Line, tally: Tally) -> None: ...


def check(inputs: Sequence[Path], out: Path, *, overwrite: bool) -> None:
    """Refuse what cannot work before anything heavy is loaded. Raises InputError or OSError."""
    for path in inputs:
        _check_format(path, "input")
        if path.is_dir():
            raise InputError(f"{path} is a folder, not a file")
        path.open("rb").close()
        for written in (out, rejects(out), part(out)):
            if written.exists() and written.samefile(path):
                raise InputError(f"{written} is an input too, and would be written over")
    _check_format(out, "output")
    if not out.parent.is_dir():
        raise InputError(f"there is no folder {out.parent} to write {out.name} into")
    if out.exists() and not out.is_file():
        raise InputError(f"{out} is no regular file")
    if out.exists() and not overwrite:
        raise InputError(f"{out} exists; --overwrite replaces it")


def rejects(out: Path) -> Path:
    """The file beside `out` for the rows that cannot be read."""
    return out.with_name(_stem(out) + ".rejected.jsonl")


def part(out: Path) -> Path:
    """The file beside `out` that it is until the run is over."""
    return out.with_name(_stem(out) + ".part" + out.name[len(_stem(out)) :])


def run(
    predictor: "Predictor",
    inputs: Sequence[Path],
    out: Path,
    settings: Settings,
    progress: Progress,
    *,
    watch: Sequence[str] = (),
    given: bool = False,
) -> Tally:
    """Score all rows of the inputs into `out`. It appears whole, at the end; until then its answers stand in `part(out)`,
    and after an error they stay there."""
    tally = Tally()
    rejected = rejects(out)
    rejected.unlink(missing_ok=True)
    with _replacing(out) as answers:
        for path in inputs:
            for line in lines(path, settings.largest_body):
                try:
                    answer = _score(predictor, line, settings, watch, given, tally)
                    answers.write(_dump(answer.to_json()))
                    _count(tally, answer)
                except InputError as e:
                    _reject(rejected, line, str(e), tally)
                except (KeyboardInterrupt, OSError, MemoryError):
                    raise
                except Exception as e:  # a fault of ours in one row must not cost the others
                    _reject(rejected, line, f"a fault of ours: {answering.where(e)}", tally)
                progress(line, tally)
    return tally


def lines(path: Path, limit: int) -> Iterator[Line]:
    """The lines of a file that are not blank, each read up to `limit` bytes. Raises InputError for a broken gzip file."""
    with path.open("rb") as raw:
        file: BufferedIOBase = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        number = 0
        try:
            while data := file.readline(limit + 1):
                number += 1
                whole = _skip_rest(file, data, limit)
                if not whole or data.strip():
                    yield Line(path, number, data if whole else None, raw.tell())
        except (gzip.BadGzipFile, zlib.error) as e:
            raise InputError(f"{path}: not a gzip file that can be read, after line {number}: {e}") from None
        except EOFError:
            raise InputError(f"{path}: the gzip file ends too early, after line {number}") from None


def _skip_rest(file: BufferedIOBase, data: bytes, limit: int) -> bool:
    """Whether `data` is a whole line of at most `limit` bytes; the rest of a longer one is read and dropped."""
    whole = len(data.rstrip(b"\r\n")) <= limit
    while data and not data.endswith(b"\n"):
        data = file.readline(_CHUNK)
        whole = whole and not data.strip()
    return whole


def _score(predictor: "Predictor", line: Line, settings: Settings, watch: Sequence[str], given: bool, tally: Tally) -> Answer:
    """The answer for a line. Raises InputError where there is none."""
    if line.data is None:
        raise TooLarge(f"the line is over {settings.largest_body:,} bytes", limit=settings.largest_body)
    row = reading.parse_row(line.data)
    name = reading.identity(row, line.number)
    text, html = _string(row, "text"), _string(row, "html")
    if given and html is not None:
        raise InputError("attributions are given as places in a text, not in html", field="html")
    article = reading.read(text, html, settings)
    tally.not_latin += reading.mostly_not_latin(article.text)
    found = reading.given_attributions(row.get("attributions"), len(article.text)) if given else None
    return answering.answer(predictor, article, id=name, watch=watch, given=found)


def _string(row: dict[str, Any], field: str) -> str | None:
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        raise InputError(f'"{field}" is no string', field=field)
    return value


def _count(tally: Tally, answer: Answer) -> None:
    tally.answers += 1
    tally.records += len(answer.stances)
    tally.sides += sum(r.target is not None for r in answer.stances)


def _reject(path: Path, line: Line, reason: str, tally: Tally) -> None:
    tally.rejected += 1
    with path.open("ab") as file:
        file.write(_dump({"input": str(line.path), "line": line.number, "reason": reason}))


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace") + b"\n"


@contextmanager
def _replacing(out: Path) -> Iterator[BufferedIOBase]:
    """A file to write that becomes `out` where all goes well. After an error it stays as `part(out)` if it holds anything."""
    unfinished = part(out)
    try:
        with unfinished.open("wb") as raw:
            if out.suffix == ".gz":
                with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0, compresslevel=6) as packed:
                    yield packed
            else:
                yield raw
        unfinished.replace(out)
    except BaseException:
        if unfinished.exists() and _is_empty(unfinished):
            unfinished.unlink()
        raise


def _is_empty(path: Path) -> bool:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return not file.read(1)


def _check_format(path: Path, what: str) -> None:
    if not path.name.endswith(FORMATS):
        raise InputError(f"{path}: the {what} has to be a file of the kind {' or '.join(FORMATS)}")


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".jsonl")
