"""What is no request is told so or hung up on, and no address leads out of the built pages."""

from tests.e2e.server import Server
from tests.phones import Phone
from tests.sync.bearing import GROWTH_MB, MEGABYTE, memory_mb, works
from tests.sync.lines import dialled, head, heard

RAW = {
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "garbage behind a request": head("GET", "/api/health") + b"\0\xff garbage \r\n\r\n",
    "two lengths": head("POST", "/api/sync/push", None, "Content-Length: 2", "Content-Length: 200") + b"{}",
    "length and chunks": head("POST", "/api/people", None, "Content-Length: 2", "Transfer-Encoding: chunked") + b"{}",
    "a length of minus one": head("POST", "/api/sync/push", None, "Content-Length: -1"),
    "a length beyond all": head("POST", "/api/sync/push", None, "Content-Length: " + "9" * 40) + b"{}",
    "no host": b"GET /api/health HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a header of a megabyte": head("GET", "/api/health", None, "X-Long: " + "x" * MEGABYTE),
    "fifty thousand headers": head("GET", "/api/health", None, *[f"X-{n}: {n}" for n in range(50_000)]),
    "an address of a megabyte": head("GET", "/" + "a" * MEGABYTE),
    "a header with a new line": b"GET /api/health HTTP/1.1\r\nHost: a\r\nX: a\nb: c\r\n\r\n",
    "an unheard-of method": head("BREW", "/api/health"),
    "HTTP of the future": b"GET /api/health HTTP/9.9\r\nHost: a\r\n\r\n",
    "an upgrade": head("GET", "/api/health", None, "Connection: Upgrade", "Upgrade: websocket"),
    "a connect": b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
    "invalid UTF-8 in the path": b"GET /api/forms/\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "a nought in the path": head("GET", "/api/forms/%00"),
    "invalid UTF-8, encoded": head("GET", "/api/forms/%ff%fe"),
    "invalid UTF-8 in a token": b"GET /api/people/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
    "an expectation": head("POST", "/api/sync/push", None, "Expect: 100-continue", "Content-Length: 0"),
}  # fmt: skip


def test_what_is_no_request_is_told_so_or_hung_up_on(server: Server, mara: Phone) -> None:
    works(server, mara)
    before = memory_mb(server)
    for name, sent in RAW.items():
        for _ in range(5):
            with dialled(server.port) as line:
                try:
                    line.sendall(sent)
                except OSError:
                    continue
                assert heard(line)[0] < 500, name
    works(server, mara)
    assert memory_mb(server) - before < GROWTH_MB


OUTSIDE = [
    "/../pyproject.toml", "/..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../pyproject.toml",
    "//etc/passwd", "/....//....//etc/passwd", "/..\\..\\etc\\passwd", "/%5c..%5cetc", "/.git/config", "/%00",
    "/index.html%00.png", "/assets/%2e%2e%2f%2e%2e%2fapp/main.py", "/" + "a/" * 2_000, "/" + "%61" * 3_000,
]  # fmt: skip


def test_only_the_built_pages_are_handed_out(server: Server) -> None:
    for path in OUTSIDE:
        with dialled(server.port) as line:
            line.sendall(head("GET", path))
            status, told = heard(line)
        assert (status, (told or {}).get("status")) in ((404, 404), (400, None), (414, None)), (path, told)
