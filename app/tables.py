"""Gathers every slice's tables so that migrations and tests see them all."""

from sqlmodel import SQLModel

from app.kit.db import NAMING

SQLModel.metadata.naming_convention = NAMING

# Each slice's models are imported here, one line a slice, after the naming convention.
from app.agreed import models as _agreed  # noqa: E402, F401
from app.features import models as _features  # noqa: E402, F401
from app.ledger import models as _ledger  # noqa: E402, F401
from app.outlines import models as _outlines  # noqa: E402, F401
from app.people import models as _people  # noqa: E402, F401
from app.questionnaire import models as _questionnaire  # noqa: E402, F401
from app.review import models as _review  # noqa: E402, F401
from app.settlements import models as _settlements  # noqa: E402, F401
from app.spoken import models as _spoken  # noqa: E402, F401
from app.sync import models as _sync  # noqa: E402, F401

metadata = SQLModel.metadata
