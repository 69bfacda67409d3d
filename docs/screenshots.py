"""Makes the pictures of the page in this folder: `python docs/screenshots.py`, with Playwright and Debian's chromium installed.

They show the shipped model's answer for seeds/example.txt, so they are made anew after each new model.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def main() -> None:
    with server() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shoot(browser, base, "page-wide.png", width=1360, height=1040, whole=True)
        shoot(browser, base, "page-dark.png", width=1360, height=1090, dark=True, record=2)
        shoot(browser, base, "page-phone.png", width=390, height=844, phone=True)
        browser.close()


def shoot(
    browser: Browser,
    base: str,
    name: str,
    *,
    width: int,
    height: int,
    dark: bool = False,
    phone: bool = False,
    whole: bool = False,
    record: int = 0,
) -> None:
    """Analyse the example at this size, point at a record if one is given, and take the picture."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=2 if phone else 1.5,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(base)
    page.click("[data-example='fuel-row.txt']")
    page.wait_for_selector(".record")
    page.evaluate("document.activeElement.blur()")
    if not whole:
        frame(page, ".jump" if phone else ".result-head")
    if record:
        page.hover(f".record:nth-child({record})")
    page.wait_for_timeout(500)
    page.screenshot(path=HERE / name, full_page=whole)
    context.close()


def frame(page: Page, first: str) -> None:
    """Scroll to what the picture begins with, and take the pointer out of it."""
    page.mouse.move(0, 0)
    page.evaluate("first => document.querySelector(first).scrollIntoView()", first)


@contextmanager
def server() -> Iterator[str]:
    """`stancewire serve` on a free port until the block ends; its address."""
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=HERE.parent, env={**os.environ, "BENTOML_HOME": home})
        try:
            wait(f"http://127.0.0.1:{port}/readyz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def wait(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the model is loaded."""
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("the service did not start")
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    sys.exit("the service was not ready in two minutes")


if __name__ == "__main__":
    main()
