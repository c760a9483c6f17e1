"""Builds the web app: routers of the slices, problem handler, the built phone app."""

from fastapi import FastAPI

from app import __version__
from app.agreed.endpoints import router as agreed
from app.kit.http import install_problem_handlers
from app.kit.static import mount_frontend
from app.people.endpoints import router as people
from app.questionnaire.endpoints import router as questionnaire
from app.settings import settings
from app.settlements.endpoints import router as settlements

ROUTERS = (people, questionnaire, settlements, agreed)  # in the order of the slices, topmost last


def build_app() -> FastAPI:
    """Return the app with every slice's endpoints under /api and the phone app at /."""
    app = FastAPI(
        title="Kwetu",
        version=__version__,
        summary="Settlement profiles owned by the people they describe",
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
    )
    install_problem_handlers(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    mount_frontend(app, settings().frontend_dir)
    return app
