"""Hands out the built phone app: compressed once at build time, cached for ever where the name holds a hash."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from app.kit.problems import NotFound

NOT_BUILT = "<!doctype html><title>Kwetu</title><p>The phone app is not built yet. Run <code>make build</code>."
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "object-src 'none'"
)


def mount_frontend(app: FastAPI, folder: Path) -> None:
    """Serve ``folder`` at /, choosing the .br or .gz twin a browser accepts."""
    root = folder.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    def _file(path: str, request: Request) -> Response:
        try:
            wanted = (root / (path or "index.html")).resolve()
            wanted.is_file()
        except (ValueError, OSError):  # a nought in the name, or a name longer than any file's
            raise NotFound() from None
        if not wanted.is_relative_to(root) or not wanted.is_file() or wanted.suffix in {".br", ".gz"}:
            if path.startswith("api/"):
                raise NotFound()
            if not (root / "index.html").is_file():
                return HTMLResponse(NOT_BUILT, status_code=503)
            if path:
                raise NotFound()
        headers = {"Vary": "Accept-Encoding", "Content-Security-Policy": POLICY}
        hashed = path.startswith("assets/")
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        media = MEDIA_TYPES.get(wanted.suffix, "application/octet-stream")
        accepted = request.headers.get("accept-encoding", "")
        for coding, ending in (("br", ".br"), ("gzip", ".gz")):
            twin = wanted.with_name(wanted.name + ending)
            if coding in accepted and twin.is_file():
                return FileResponse(twin, media_type=media, headers=headers | {"Content-Encoding": coding})
        return FileResponse(wanted, media_type=media, headers=headers)
