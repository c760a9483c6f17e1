"""How much a phone must fetch: before the first question can be answered, and for the map."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Playwright, Request, sync_playwright

from bench.measured import Measured, tell
from tests.e2e.phone import Phone
from tests.e2e.server import running

INITIAL_JS_KB = 70
MAP_CHUNK_KB = 125
TILES_KB = 40
"""What draws streets, from a pack or from the server: fetched once the map stands, where there are any."""
FORM_ENGINE_KB = 12
FRONTEND = Path(__file__).parent.parent / "frontend"
WEIGH = (
    "const z = require('zlib'); console.log(z.brotliCompressSync(require('fs').readFileSync(process.argv[1])).length)"
)

SAVES_DATA = "(saves) => Object.defineProperty(navigator, 'connection', {value: {saveData: saves}, configurable: true})"
"""Who saves data looks at the maps on the phone: no tile is asked for."""


@dataclass
class Fetched:
    """What a browser fetched, as it came over the wire."""

    home: str
    script_bytes: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    uncompressed: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Count one finished request."""
        address = urlsplit(request.url)
        if address.scheme not in {"http", "https"}:
            return
        if f"{address.scheme}://{address.netloc}" != self.home:
            self.elsewhere.append(request.url)
        answer = request.response()
        if not answer or "javascript" not in (answer.header_value("content-type") or ""):
            return
        if answer.header_value("content-encoding") != "br":
            self.uncompressed.append(address.path)
        self.script_bytes[address.path] = request.sizes()["responseBodySize"]

    def note_all(self, requests: list[Request]) -> None:
        """Count the requests finished so far, and forget them."""
        while requests:
            self.note(requests.pop())

    def kb(self, paths: set[str] | None = None) -> float:
        """Return the weight of some scripts, or of all, in kB of 1000 bytes."""
        return sum(size for path, size in self.script_bytes.items() if paths is None or path in paths) / 1000


@dataclass
class Weights:
    """Scripts before the first question, those a map adds, those tiles add to it, and anything from another origin."""

    initial_kb: float
    map_kb: float
    tiles_kb: float
    elsewhere: list[str]
    uncompressed: list[str]
    initial: dict[str, int]


def weigh(playwright: Playwright, folder: Path) -> Weights:
    """Join with an empty browser, go to the first question, open the map, and again with tiles; count all that came.

    The service worker is held back, because it keeps the whole app behind the page; its own script is counted.
    """
    with running(folder / "server", "--demo") as server:
        phone = Phone(playwright, folder / "phone", with_worker=False)
        fetched, finished = Fetched(server.url), list[Request]()
        assert phone.browser.context
        phone.browser.context.on("requestfinished", lambda request: finished.append(request))
        phone.opens_demonstration_draft(server)
        phone.page.evaluate("fetch('/service-worker.js').then((answer) => answer.text())")
        phone.page.wait_for_load_state("networkidle")
        fetched.note_all(finished)
        first = dict(fetched.script_bytes)
        phone.page.evaluate(SAVES_DATA, True)
        phone.opens_map()
        phone.page.wait_for_load_state("networkidle")
        fetched.note_all(finished)
        with_map = set(fetched.script_bytes)
        phone.page.evaluate(SAVES_DATA, False)
        phone.goes_to("/")
        with phone.page.expect_response("**/api/tiles/streets/**"):
            phone.opens_map()
        phone.page.wait_for_load_state("networkidle")
        fetched.note_all(finished)
        phone.browser.close()
    of_the_map, of_tiles = with_map - set(first), set(fetched.script_bytes) - with_map
    return Weights(
        sum(first.values()) / 1000, fetched.kb(of_the_map), fetched.kb(of_tiles), fetched.elsewhere,
        fetched.uncompressed, first,
    )  # fmt: skip


def _weigh(folder: Path) -> Weights:
    with sync_playwright() as playwright:
        return weigh(playwright, folder)


def initial_js(folder: Path) -> Iterator[Measured]:
    """All scripts fetched until the first question can be answered."""
    tell("weights: from the sign-in link to the first question")
    weights = _weigh(folder)
    for path, size in sorted(weights.initial.items(), key=lambda one: -one[1]):
        tell(f"  {size / 1000:6.1f} kB {path}")
    yield Measured(weights.initial_kb, "kB brotli", INITIAL_JS_KB)


def map_chunk(folder: Path) -> Iterator[Measured]:
    """All scripts the map adds before it stands, without what draws tiles."""
    tell("weights: opening the map")
    yield Measured(_weigh(folder).map_kb, "kB brotli", MAP_CHUNK_KB)


def form_engine(folder: Path) -> Iterator[Measured]:
    """The one file that works out a form, with only what it imports, as a browser would fetch it."""
    tell("weights: the form engine, bundled alone")
    bundled = folder / "engine.js"
    rolldown = ["node", "node_modules/rolldown/bin/cli.mjs", "src/questionnaire/engine.ts", "--file", str(bundled)]
    subprocess.run([*rolldown, "--format", "esm", "--minify"], cwd=FRONTEND, check=True, stdout=subprocess.DEVNULL)
    weighed = subprocess.run(["node", "-e", WEIGH, str(bundled)], check=True, capture_output=True, text=True)
    yield Measured(int(weighed.stdout) / 1000, "kB brotli", FORM_ENGINE_KB)
