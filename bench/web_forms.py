"""The yardstick of opening a form: ODK Web Forms opens our own questionnaire in the same browser, on a phone as slow.

Our form goes the way of any XLSForm: exported as a workbook, turned into an XForm by pyxform. Theirs opens it whole,
its sections one below the other; ours at the question that was left: so either shows a form to whoever opens it.
"""

import functools
import http.server
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route
from pyxform.xls2xform import convert

from bench.measured import tell
from tests.e2e.server import KWETU, ROOT

HERE = Path(__file__).parent
TIMES = 2
SLOWER = 6
WAIT_MS = 900_000
PAGE = '<!doctype html><meta charset="utf-8"><body></body><script type="module" src="web-forms.js"></script>'

OPENED = """(form) => new Promise((done, failed) => {
  const began = performance.now();
  openForm(form);
  const look = () => {
    if (document.querySelector('.initialize-form-failure-details')) return failed(new Error(document.body.innerText));
    if (!document.querySelector('#form input')) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      const line = new MessageChannel();
      line.port1.onmessage = () => done(performance.now() - began);
      line.port2.postMessage(0);
    });
  };
  requestAnimationFrame(look);
})"""


def opened_by_web_forms(beside: Page, folder: Path) -> float:
    """Return the milliseconds it takes, the quicker of two, in a new tab of the browser that `beside` is a page of."""
    folder.mkdir(parents=True)
    form = _as_xform(folder)
    _bundle(folder)
    page = beside.context.new_page()
    page.set_default_timeout(WAIT_MS)
    with _served(folder) as address:
        page.route(lambda asked: not asked.startswith(address), Route.abort)  # it asks for fonts from elsewhere
        page.goto(address)
        page.wait_for_function("'openForm' in window")
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        tell("form: ODK Web Forms opens the same form, twice; it takes its minutes")
        waits = [float(page.evaluate(OPENED, form)) for _ in range(TIMES)]
    page.close()
    return min(waits)


def _as_xform(folder: Path) -> str:
    workbook = folder / "form.xlsx"
    subprocess.run([*KWETU, "form", "export", "--xlsx", str(workbook)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return str(convert(str(workbook)).xform)


def _bundle(folder: Path) -> None:
    rolldown = ["node", "../frontend/node_modules/rolldown/bin/cli.mjs", "web-forms.mjs", "--dir", str(folder)]
    subprocess.run(
        [*rolldown, "--format", "esm", "--platform", "browser", "--minify"],
        cwd=HERE,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (folder / "index.html").write_text(PAGE, encoding="utf-8")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_told: object) -> None:
        """Tell nothing: what a bench prints is read by machines."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
