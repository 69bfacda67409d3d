"""What is sent in becomes a text, or is refused with a reason: the same rules for the command line, rows and HTTP."""

import pytest

from model.errors import InputError, TooLarge, Unreadable
from model.schema import Attribution
from service import reading
from service.settings import Settings, load

PAGE = """<!doctype html><html><head><title>Ferry news</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>Ferry line to close</h1><p>Port Elwin's dockers oppose the plan to close the eastern ferry line.</p>
<p>The harbour board denied that it had promised new berths.</p></article></body></html>"""
SETTINGS = Settings(largest_article=1000, largest_html=5000)


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    """Who saves with Windows Notepad would get every offset one too high."""
    assert reading.decode(b"\xef\xbb\xbfElwin", 10) == "Elwin"


def test_line_ends_stay_as_they_are() -> None:
    """Offsets of texts with carriage returns would drift by one a line against the file."""
    assert reading.decode(b"a\r\nb\rc\n", 10) == "a\r\nb\rc\n"


@pytest.mark.parametrize("data", [b"\xff\xfeE\x00", "café".encode("latin-1"), b"\xed\xa0\x80"])
def test_other_encodings_are_refused(data: bytes) -> None:
    """A guess at the encoding would answer with words that nobody wrote."""
    with pytest.raises(Unreadable, match="not UTF-8: byte"):
        reading.decode(data, 100)


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u00a0\u2003", "\ufeff", "\ufeff \n"])
def test_nothing_but_white_space_is_refused(text: str) -> None:
    """An empty upload would look like an article without stances."""
    with pytest.raises(InputError, match="nothing but white space") as e:
        reading.read(text, None, SETTINGS)
    assert (e.value.code, e.value.field) == ("empty", "text")


@pytest.mark.parametrize("text", ["Elwin\0", "\0", "half a pair \ud83d here"])
def test_what_is_no_text_is_refused(text: str) -> None:
    """NUL bytes come from binary files, and half surrogate pairs cannot be written into any answer."""
    with pytest.raises(Unreadable):
        reading.read(text, None, SETTINGS)


@pytest.mark.parametrize(("text", "html"), [(None, None), ("a", "<html>")])
def test_exactly_one_of_text_and_html(text: str | None, html: str | None) -> None:
    """With both, nobody could say which one the offsets count in."""
    with pytest.raises(InputError, match="give text or html"):
        reading.read(text, html, SETTINGS)


def test_limits_name_themselves() -> None:
    """Whoever runs into a limit has to learn what it is, from the message and as a number."""
    reading.read("a" * 1000, None, SETTINGS)
    with pytest.raises(TooLarge, match=r"1,001 characters; the limit is 1,000") as e:
        reading.read("a" * 1001, None, SETTINGS)
    assert (e.value.limit, e.value.field) == (1000, "text")
    with pytest.raises(TooLarge, match=r"the limit is 5,000"):
        reading.read(None, "<html>" + "a" * 5000, SETTINGS)


def test_an_article_found_in_html_is_bounded_too() -> None:
    """A page within its limit could otherwise bring in an article over the article's limit."""
    page = "<html><body><p>" + "The dockers oppose the plan. " * 60 + "</p></body></html>"
    with pytest.raises(TooLarge, match=r"the limit is 1,000"):
        reading.read(None, page, SETTINGS)


def test_the_article_of_a_page_without_its_menus() -> None:
    """Menus and titles would be read as if somebody had said them."""
    found = reading.read(None, PAGE, SETTINGS)
    assert found.extracted
    assert "dockers oppose the plan" in found.text
    assert "Home" not in found.text


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<!doctype html><html><body><nav><a href=a>Home</a><a href=b>Sports</a></nav></body></html>",
        "<html><script>var text = 'The dockers oppose the plan.';</script></html>",
        "<html><body><form><button>Log in</button></form></body></html>",
        "<html" + "<" * 2000,
        "no markup at all",
        "<html>" + "<b>" * 1500,
    ],
)
def test_html_without_an_article(html: str) -> None:
    """A log-in page would look like an article without stances; a hostile one must not be a fault of ours."""
    with pytest.raises(InputError, match="HTML without an article in it") as e:
        reading.read(None, html, SETTINGS)
    assert e.value.code == "no_article"


@pytest.mark.parametrize("start", ["<!DOCTYPE html>", "<html lang=en>", "\ufeff\n <HTML>", "<!doctype HTML PUBLIC>"])
def test_html_is_known_by_its_start(start: str) -> None:
    """Pages that come through a pipe have no file name."""
    assert reading.looks_like_html(start)


@pytest.mark.parametrize("text", ["The <html> tag", "<p>a piece</p>", "", "<?xml version='1.0'?>"])
def test_other_starts_are_text(text: str) -> None:
    """An article about HTML is not HTML."""
    assert not reading.looks_like_html(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Порт Элвин против", True),
        ("港口反对该计划", True),
        ("الميناء يرفض", True),
        ("Đà Nẵng phản đối kế hoạch", False),
        ("İstanbul, Żółć, ſtraße", False),
        ("The port (Порт) opposes it", False),
        ("1234 !!! 😀", False),
        ("", False),
    ],
)
def test_letters_that_are_not_latin(text: str, answer: bool) -> None:
    """Whoever sends Russian has to learn why there are no records; whoever sends Vietnamese needs no lecture on letters."""
    assert reading.mostly_not_latin(text) is answer


def test_strings_to_watch() -> None:
    """A thousand of two hundred characters are promised; a blank one would be in everything."""
    assert len(reading.watched(["a" * 200] * 1000)) == 1000
    assert reading.watched(["a", " ", ""]) == ("a",)
    with pytest.raises(TooLarge):
        reading.watched(["a"] * 1001)
    with pytest.raises(TooLarge):
        reading.watched(["a" * 201])


@pytest.mark.parametrize(
    "line", [b"", b"{", b'{"a": NaN}', b'{"a": "\xff"}', b'{"a": "\\ud800"}', b"[" * 100_000, b'{"a": 1} {"b": 2}', b"9" * 5000]
)
def test_lines_that_are_no_json(line: bytes) -> None:
    """One such row must not end a night's run, nor bring into an answer what JSON cannot carry."""
    with pytest.raises(Unreadable, match="not JSON"):
        reading.parse_row(line)


def test_a_row_is_an_object() -> None:
    """Other JSON has no text in it; a byte order mark before the first row is not its fault."""
    with pytest.raises(InputError, match="not a JSON object"):
        reading.parse_row(b"[1]")
    assert reading.parse_row('\ufeff{"id": "a\u2028b"}'.encode()) == {"id": "a\u2028b"}


@pytest.mark.parametrize("value", ["a", 0, 7, -1.5, ["x", {"y": 1}], {"z": None}, True])
def test_an_id_comes_back_as_it_came(value: object) -> None:
    """The caller joins answers to articles by it."""
    assert reading.identity({"id": value}, 3) == value


def test_without_an_id_the_line_counts() -> None:
    """Somebody has to be able to find the article again."""
    assert reading.identity({}, 3) == 3
    assert reading.identity({"id": None}, 3) == 3
    with pytest.raises(InputError):
        reading.identity({"id": float("inf")}, 3)


def test_given_attributions() -> None:
    """Ids have to come back, pieces have to stay pieces, and one without content has nothing to judge."""
    given = [
        {"id": "E1", "source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 12], [14, 20]]},
        {"id": "E2", "source": [[0, 3]], "cue": [], "content": []},
        {"source": None, "content": [[1, 2]], "note": "ignored"},
    ]
    assert reading.given_attributions(given, 20) == [
        Attribution(((0, 3),), ((4, 8),), ((9, 12), (14, 20)), "E1"),
        Attribution((), (), ((1, 2),)),
    ]


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        ["E1"],
        [{"id": 1, "content": [[0, 1]]}],
        [{"content": [0, 1]}],
        [{"content": [[0, 21]]}],
        [{"content": [[-1, 2]]}],
        [{"content": [[2, 2]]}],
        [{"content": [[0, True]]}],
        [{"content": [[0, 1.5]]}],
        [{"content": [[0, 1, 2]]}],
        [{"content": "0-1"}],
    ],
)
def test_given_attributions_that_do_not_fit(given: object) -> None:
    """A span outside the text would be judged on words that are not there."""
    with pytest.raises(InputError) as e:
        reading.given_attributions(given, 20)
    assert e.value.field == "attributions"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that is set and not heeded is worse than none."""
    monkeypatch.setenv("STANCEWIRE_LARGEST_ARTICLE", "1234")
    assert load().largest_article == 1234


def test_an_article_of_a_million_characters_fits_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract promises an answer for it, whatever its script: JSON may write each character as twelve bytes."""
    monkeypatch.delenv("STANCEWIRE_LARGEST_ARTICLE", raising=False)
    assert load().largest_article >= 1_000_000
    assert load().largest_body > 12 * load().largest_article


@pytest.mark.parametrize(("name", "value"), [("PORT", "a"), ("PORT", "0"), ("LARGEST_BODY", "-1"), ("THREADS", "")])
def test_a_setting_that_is_wrong_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has to say which of the variables it is."""
    monkeypatch.setenv(f"STANCEWIRE_{name}", value)
    with pytest.raises(InputError, match=f"^STANCEWIRE_{name}: "):
        load()
