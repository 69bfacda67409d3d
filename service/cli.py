"""The command `stancewire`. Nothing heavy is imported before a command needs it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from model.errors import InputError, StancewireError

if TYPE_CHECKING:
    from service.reading import Reading
    from service.score import Line, Progress, Tally
    from service.settings import Settings

INTERRUPTED = 130
HTML_ENDINGS = (".html", ".htm", ".xhtml")
PATH = click.Path(path_type=Path)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. Whatever goes wrong ends in one line on standard error and code 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with cli.make_context("stancewire", given or ["--help"]) as context:
            cli.invoke(context)
        sys.stdout.flush()
        return 0
    except click.exceptions.Exit as e:
        return e.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as e:
        return _fail(e.format_message())
    except StancewireError as e:
        return _fail(str(e))
    except OSError as e:
        return _fail(f"{e.filename}: {e.strerror}" if e.filename else f"{e.strerror or e}")
    except Exception as e:
        from service.answering import where

        return _fail(f"a fault of ours: {where(e)}")


def _fail(message: str, code: int = 2) -> int:
    print("stancewire: " + " ".join(message.split()), file=sys.stderr)
    return code


def _warn(message: str) -> None:
    _fail(f"warning: {message}")


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"stancewire {version('stancewire')}")
        except PackageNotFoundError:
            click.echo("stancewire (not installed)")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def cli() -> None:
    """Who takes which stance on what in a news article, with the words that prove it."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a character gets a ?
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


_watch = click.option(
    "--watch", multiple=True, metavar="STRING", help="Tag records with this in their actor or target; repeatable."
)
_watch_file = click.option("--watch-file", type=PATH, help="Strings to watch, a line each.")


@cli.command()
@click.argument("file", type=PATH, default="-")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("--html", "as_html", is_flag=True, help="Read the file as HTML, whatever it looks like.")
@click.option("--text", "as_text", is_flag=True, help="Read the file as text, whatever it looks like.")
@click.option("--all", "all_records", is_flag=True, help="Show attributions without a side in the table too.")
@click.option("--page", type=PATH, metavar="OUT.html", help="Write the answer as a page too: one file that can be mailed.")
@_watch
@_watch_file
def analyze(
    file: Path,
    as_json: bool,
    as_html: bool,
    as_text: bool,
    all_records: bool,
    page: Path | None,
    watch: tuple[str, ...],
    watch_file: Path | None,
) -> None:
    """Analyze one article, text or HTML, from FILE or standard input."""
    from service import answering, reading, settings

    if as_html and as_text:
        raise click.UsageError("--html and --text exclude each other")
    _check_page(page, file)
    limits = settings.load()
    watched = _watched(watch, watch_file)
    article = _article(file, limits, as_html=as_html, as_text=as_text)
    if reading.mostly_not_latin(article.text):
        _warn("most letters are not Latin; the model has read English only")
    name = None if str(file) == "-" else file.name
    answer = answering.answer(answering.load(limits), article, id=name, watch=watched)
    if page is not None:
        from service import view

        page.write_text(view.single_file(answer, article.text, name or "standard input"), encoding="utf-8", newline="\n")
    if as_json:
        import json

        _write(json.dumps(answer.to_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        from service import table

        table.show(answer, article.text, sys.stdout, all_records=all_records)


@cli.command()
@click.argument("inputs", type=PATH, nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--out", type=PATH, required=True, help="Where the answers go: .jsonl or .jsonl.gz.")
@click.option("--given", is_flag=True, help='Judge the attributions that rows give in "attributions"; look for no others.')
@click.option("--overwrite", is_flag=True, help="Replace an output that exists.")
@_watch
@_watch_file
def score(
    inputs: tuple[Path, ...], out: Path, given: bool, overwrite: bool, watch: tuple[str, ...], watch_file: Path | None
) -> None:
    """Analyze many articles: rows of JSON with "text" or "html" and an "id", from .jsonl or .jsonl.gz files.

    OUT has one answer a line, in the order of the input. Rows that cannot be read are kept in OUT.rejected.jsonl.
    """
    import time

    from service import answering, settings
    from service import score as batch

    limits = settings.load()
    watched = _watched(watch, watch_file)
    batch.check(inputs, out, overwrite=overwrite)
    predictor = answering.load(limits)
    started = time.monotonic()
    try:
        with _Shown(inputs) as progress:
            tally = batch.run(predictor, inputs, out, limits, progress, watch=watched, given=given)
    except BaseException:
        if batch.part(out).exists():
            _warn(f"the answers so far stand in {batch.part(out)}")
        raise
    _report(tally, out, batch.rejects(out), time.monotonic() - started)


@cli.command()
@click.option("--host", help="Address to listen on.  [default: STANCEWIRE_HOST or 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: STANCEWIRE_PORT or 3000]")
def serve(host: str | None, port: int | None) -> None:
    """Serve POST /analyze and /analyze_batch over HTTP, with BentoML."""
    from service import answering, settings

    limits = settings.load()
    address, port = _address(host or limits.host), port or limits.port
    _check_free(address, port)
    from model import artifact

    artifact.load(answering.folder(limits))  # a bad artifact is told here, not by a worker
    click.echo(f"stancewire: serving on http://{_url_host(address)}:{port} (Ctrl-C ends it)", err=True)
    from service import app

    served: Any = app.StanceService  # its decorator makes a bentoml.Service of the class
    served.serve_http(host=address, port=port)


def _article(file: Path, limits: "Settings", *, as_html: bool, as_text: bool) -> "Reading":
    """The article in a file. Raises InputError that names the file."""
    from service import reading

    try:
        text = reading.decode(_bytes(file, 4 * limits.largest_html), limits.largest_html)
        is_html = as_html or file.suffix.lower() in HTML_ENDINGS or reading.looks_like_html(text)
        return reading.read(None, text, limits) if is_html and not as_text else reading.read(text, None, limits)
    except InputError as e:
        raise InputError(f"{'standard input' if str(file) == '-' else file}: {e}") from None


def _check_page(page: Path | None, file: Path) -> None:
    """Refuse before anything heavy is loaded what would be written over the article, or nowhere."""
    if page is None:
        return
    if page.exists() and file.exists() and page.samefile(file):
        raise InputError(f"{page} is the article, and would be written over")
    if page.is_dir() or not page.parent.is_dir():
        raise InputError(f"{page}: no file can be written there")


def _bytes(file: Path, limit: int) -> bytes:
    """What the file or standard input holds, and no more than a byte past the limit."""
    if str(file) == "-":
        return _read(sys.stdin.buffer, limit)
    with file.open("rb") as opened:
        return _read(opened, limit)


def _read(file: BinaryIO, limit: int) -> bytes:
    from model.errors import TooLarge

    data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"over {limit:,} bytes, which is the most that is read of a file", limit=limit)
    return data


def _write(text: str) -> None:
    """JSON is UTF-8, whatever the terminal is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _watched(strings: tuple[str, ...], file: Path | None) -> tuple[str, ...]:
    from service import reading

    more: list[str] = []
    if file is not None:
        text = reading.decode(_bytes(file, 2**22), 2**22)
        more = [line.strip() for line in text.split("\n") if line.strip()]
    return reading.watched([*strings, *more])


class _Shown:
    """Progress on a terminal; says nothing elsewhere."""

    def __init__(self, inputs: Sequence[Path]) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.fields[rows]:,} rows"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
            console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True,
        )  # fmt: skip
        self._before = {path: sum(p.stat().st_size for p in inputs[:n]) for n, path in enumerate(inputs)}
        self._task = self._bar.add_task("", total=sum(p.stat().st_size for p in inputs), rows=0)

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self._advance

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _advance(self, line: "Line", tally: "Tally") -> None:
        done = self._before[line.path] + line.position
        self._bar.update(self._task, completed=done, rows=tally.answers + tally.rejected)


def _report(tally: "Tally", out: Path, rejected: Path, seconds: float) -> None:
    click.echo(
        f"answers: {tally.answers:,}, records: {tally.records:,}, of them with a side: {tally.sides:,}, "
        f"in {seconds:.1f} s: {out}",
        err=True,
    )
    if tally.not_latin:
        _warn(f"articles with mostly other than Latin letters: {tally.not_latin:,}; the model has read English only")
    if tally.rejected:
        _warn(f"rows that could not be read: {tally.rejected:,}; {rejected} has their lines and the reasons")


def _address(host: str) -> str:
    """The IP address of a host; BentoML takes nothing else."""
    import socket

    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        raise InputError(f"there is no address for the host {host!r}") from None


def _check_free(address: str, port: int) -> None:
    import socket

    try:
        socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET).close()
    except OSError as e:
        reason = os.strerror(e.errno) if e.errno else str(e)
        raise InputError(f"cannot listen on {_url_host(address)}:{port}: {reason}") from None


def _url_host(address: str) -> str:
    return f"[{address}]" if ":" in address else address


if __name__ == "__main__":
    sys.exit(main())
