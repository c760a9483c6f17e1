"""The layers of the map over HTTP: what phones ask by, and what a city's leaders switch on."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from sqlmodel import Session

from app.features import choosing, layers
from app.features.problems import LayerUnknown
from app.features.schemas import Catalogue, ChosenLayers, LayersOfCity
from app.kit.db import write_session
from app.kit.http import problem_answers
from app.kit.ids import Id
from app.people.endpoints import SIGN_IN, signed_in
from app.people.rules import SignedIn

router = APIRouter(prefix="/layers", tags=["features"])

Writing = Annotated[Session, Depends(write_session, scope="function")]
Who = Annotated[SignedIn, Depends(signed_in)]


@router.get("/{name}", summary="Fetch the layers of the map", response_model=Catalogue,
            responses=problem_answers(LayerUnknown))  # fmt: skip
def get_layers(name: str, accept_encoding: Annotated[str, Header()] = "") -> Response:
    """Give every layer with what is asked of it; it holds no answers, so anyone may read it."""
    if name != layers.catalogue():
        raise LayerUnknown(known=[layers.catalogue()])
    file = choosing.catalogue_file()
    headers = {"ETag": f'"{file.tag}"', "Cache-Control": "public, no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in accept_encoding:
        return Response(file.packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.body, media_type="application/json", headers=headers)


@router.put("/of/{city_id}", responses=SIGN_IN | problem_answers(LayerUnknown))
def choose_layers(city_id: Id, said: ChosenLayers, who: Who, session: Writing) -> LayersOfCity:
    """Switch on what a city maps besides the first four layers; leaders only. Phones hear of it when they pull."""
    return choosing.choose(session, who, city_id, said.layers)
