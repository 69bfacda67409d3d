"""The page: its files for the service, and one answer as a single HTML file that needs nothing else.

The page is plain JavaScript modules in page/. A single file cannot import them, so `single_file` joins the ones that it
needs into one script: that is why each of their imports stands on a line of its own and no two have a name in common.
"""

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from model.schema import Answer

PAGE = Path(__file__).parent / "page"
# nothing but what comes from here, and no string ever reaches the HTML parser
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",  # after an upgrade, old scripts must not meet the new page
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


class Files(StaticFiles):
    """What lies in page/, with the headers of the page."""

    def __init__(self) -> None:
        super().__init__(directory=PAGE)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


def single_file(answer: Answer, text: str, title: str) -> str:
    """The view of one answer as HTML, with style, script and the answer inside; it asks nobody for anything."""
    style, script = _read("page.css"), _joined("saved.js")
    shown = {"text": text, "answer": answer.to_json(), "title": title}
    return Template(_read("saved.html")).substitute(
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
        title=html.escape(title),
        style=style,
        script=script,
        answer=_embedded(shown),
    )


def _embedded(value: object) -> str:
    """JSON that cannot end the element it stands in, whatever the article says."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def _joined(entry: str) -> str:
    """A module and all that it imports, each once, as one script."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in _needed(entry, set()))


def _needed(name: str, seen: set[str]) -> Iterator[str]:
    seen.add(name)
    for imported in _IMPORT.findall(_read(name)):
        if imported not in seen:
            yield from _needed(imported, seen)
    yield name


def _read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
