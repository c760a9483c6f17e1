"""What the API's description says of problems: one shape for all, and those that any address can answer with."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from app.kit.problems import BodyTooLarge, BodyTooSlow, DiskFull, InputInvalid, Problem

PROBLEM = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457), with the facts a person can act on as further members.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "/problems/ and the slug, see docs/problems.md"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail", "pointer"],
                "properties": {"detail": {"type": "string"}, "pointer": {"type": "string"}},
            },
        },
    },
}
REFERENCE = {"$ref": "#/components/schemas/Problem"}
REPLACED = ("HTTPValidationError", "ValidationError")
"""Shapes FastAPI describes by itself and this server never answers with."""


def describe_problems(app: FastAPI) -> None:
    """Have every problem in the API's description stand in its one shape."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = describe()
            schemas = described.setdefault("components", {}).setdefault("schemas", {})
            for name in REPLACED:
                schemas.pop(name, None)
            schemas["Problem"] = PROBLEM
            for operation in _operations(described):
                _describe(operation)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]  # how FastAPI says that a description is extended


def _operations(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in described["paths"].values():
        yield from (operation for method, operation in path.items() if method != "parameters")


def _describe(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    if "422" in answers:
        _add(answers, InputInvalid)
    if "requestBody" in operation:
        _add(answers, BodyTooLarge)
        _add(answers, BodyTooSlow)
        _add(answers, DiskFull)
    for answer in answers.values():
        if "application/problem+json" in answer.get("content", {}):
            answer["content"]["application/problem+json"] = {"schema": REFERENCE}


def _add(answers: dict[str, Any], problem: type[Problem]) -> None:
    """Add a problem to those of its status, in place of what FastAPI says there."""
    told = answers.get(str(problem.status), {})
    line = f"{problem.slug}: {problem.title}"
    lines = told.get("description", "") if "application/problem+json" in told.get("content", {}) else ""
    description = lines if line in lines else "; ".join(part for part in (lines, line) if part)
    answers[str(problem.status)] = {"description": description, "content": {"application/problem+json": {}}}
