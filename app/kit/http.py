"""The one file that turns problems into HTTP answers, and the headers every answer carries."""

import json
import uuid
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.away import problem_of
from app.kit.log import log, log_fault
from app.kit.problems import InputInvalid, MethodNotAllowed, NotFound, Problem

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()",
}


OF_EVERY_ANSWER = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]
OF_THE_API = [*OF_EVERY_ANSWER, (b"cache-control", b"no-store")]


class ProblemResponse(JSONResponse):
    """An RFC 9457 answer."""

    media_type = "application/problem+json"


def answer_problem(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """Turn a problem into its HTTP answer."""
    if problem.retry_after_s is not None:
        headers = {"Retry-After": str(problem.retry_after_s)} | (headers or {})
    return ProblemResponse(problem.body(), status_code=problem.status, headers=headers)


def _pointer(location: tuple[Any, ...]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location if part != "body"]
    return "/" + "/".join(parts) if parts else ""


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every failure as a problem; log the unexpected once, with an id and no payload."""

    @app.exception_handler(Problem)
    async def _problem(_request: Request, problem: Problem) -> Response:
        return answer_problem(problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, fault: RequestValidationError) -> Response:
        return _answer_invalid(fault)

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, fault: HTTPException) -> Response:
        return _answer_http(fault)

    @app.exception_handler(SQLAlchemyError)
    @app.exception_handler(Exception)
    async def _unexpected(request: Request, fault: Exception) -> Response:
        return _answer_unexpected(request, fault)

    app.add_middleware(HeadersOfEveryAnswer)


def _answer_invalid(fault: RequestValidationError) -> Response:
    errors = [
        {"detail": error["msg"].removeprefix("Value error, "), "pointer": _pointer(error["loc"])}
        for error in fault.errors()
    ]
    return answer_problem(InputInvalid(errors=errors))


def _answer_http(fault: HTTPException) -> Response:
    headers = dict(fault.headers) if fault.headers else None
    if fault.status_code == 400:  # a body that is not JSON, not UTF-8, or no form
        return answer_problem(InputInvalid(errors=[{"detail": str(fault.detail), "pointer": ""}]), headers)
    known: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed}
    if fault.status_code in known:
        return answer_problem(known[fault.status_code](), headers)
    body = {"type": "about:blank", "title": str(fault.detail), "status": fault.status_code}
    return ProblemResponse(body, status_code=fault.status_code, headers=headers)


def _answer_unexpected(request: Request, fault: Exception) -> Response:
    problem = problem_of(fault)
    if problem:
        log().warning(problem.slug, fault=type(fault).__name__, path=request.url.path)
        return answer_problem(problem)
    incident = uuid.uuid4().hex[:12]
    log_fault("unexpected", fault, incident=incident, path=request.url.path)
    return answer_problem(Problem(incident=incident))


class HeadersOfEveryAnswer:
    """Adds what every answer says to browsers; answers of the API are kept by nobody on the way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a body that stopped half-way is not ended here as if it were whole."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        wanted = OF_THE_API if scope["path"].startswith("/api") else OF_EVERY_ANSWER

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = dict(message["headers"])
                message["headers"] = [*message["headers"], *(header for header in wanted if header[0] not in told)]
            await send(message)

        await self.app(scope, receive, with_headers)


class HeadAsGet:
    """Answers HEAD like GET outside the API, without the body: watchers of servers ask so whether one is up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a HEAD as the GET it asks about."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


def problem_answers(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Document the problems an endpoint can answer with, for OpenAPI."""
    by_status: dict[int | str, list[str]] = {}
    for problem in problems:
        by_status.setdefault(problem.status, []).append(f"{problem.slug}: {problem.title}")
    return {
        status: {
            "description": "; ".join(lines),
            "content": {"application/problem+json": {"schema": {"type": "object"}}},
        }
        for status, lines in by_status.items()
    }


def dumps(value: Any) -> bytes:
    """Write compact JSON for bodies built by hand."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
