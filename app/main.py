"""Builds the web app: routers of the slices, problem handler, the built phone app."""

from typing import Literal

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from app import __version__
from app.agreed.endpoints import router as agreed
from app.basemaps.endpoints import router as basemaps
from app.features.endpoints import router as features
from app.kit.bodies import BodyLimit
from app.kit.db import reading
from app.kit.description import describe_problems
from app.kit.faults import QuietApp, keep_answers_out_of_logs
from app.kit.http import HeadAsGet, install_problem_handlers, problem_answers
from app.kit.problems import DatabaseAway
from app.kit.static import mount_frontend
from app.ledger import service as ledger
from app.people.endpoints import router as people
from app.questionnaire.endpoints import router as questionnaire
from app.questionnaire.xlsform.guarding import WORKBOOK_LIMIT
from app.review.endpoints import router as review
from app.settings import settings
from app.settlements.endpoints import router as settlements
from app.settlements.files import FILE_LIMIT
from app.spoken.endpoints import router as spoken
from app.spoken.rules import PACK_LIMIT
from app.sync.code_endpoints import router as codes
from app.sync.earlier_endpoints import router as earlier
from app.sync.endpoints import router as sync
from app.sync.files import FILE_LIMIT_BYTES
from app.sync.handover_endpoints import router as handovers
from app.sync.parked_endpoints import router as parked
from app.sync.rules import BODY_LIMIT_BYTES

ROUTERS = (
    sync,
    people,
    questionnaire,
    settlements,
    spoken,
    basemaps,
    features,
    review,
    agreed,
    handovers,
    parked,
    codes,
    earlier,
)
"""What phones ask all day is looked for first; the others stand in the order of the slices."""
FORM_AROUND_FILE = 64 * 1024
BODY_LIMITS = {
    "/api/settlements/import": FILE_LIMIT + FORM_AROUND_FILE,
    "/api/forms/imports": 2 * WORKBOOK_LIMIT + FORM_AROUND_FILE,
    "/api/sounds": PACK_LIMIT + FORM_AROUND_FILE,
    "/api/sync/push": BODY_LIMIT_BYTES,
    "/api/sync/last-push": BODY_LIMIT_BYTES,
    "/api/sync/handovers": FILE_LIMIT_BYTES,
}


class Health(BaseModel):
    """Whether this server can answer; ``epoch`` changes when a backup is restored."""

    status: Literal["ok"] = "ok"
    version: str = __version__
    database: Literal["ok"] = "ok"
    epoch: str


def health() -> Health:
    """Tell whether the server and its database answer."""
    try:
        with reading() as session:
            return Health(epoch=ledger.epoch(session))
    except SQLAlchemyError as fault:
        raise DatabaseAway() from fault


def build_app() -> FastAPI:
    """Return the app with every slice's endpoints under /api and the phone app at /."""
    keep_answers_out_of_logs()
    app = QuietApp(
        title="Kwetu",
        version=__version__,
        summary="Settlement profiles owned by the people they describe",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit, limits=BODY_LIMITS)
    install_problem_handlers(app)
    app.add_middleware(HeadAsGet)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    app.get("/api/health", tags=["health"], responses=problem_answers(DatabaseAway))(health)
    describe_problems(app)
    mount_frontend(app, settings().frontend_dir)
    return app
