"""What every server reads before its first answer, read once for all that are forked: the forms, layers and tables."""

import alembic.command
from sqlalchemy.orm import configure_mappers

from app.questionnaire import service as questionnaire
from app.sync.kinds import kinds

assert alembic.command, "imported only by a server whose database is new"
configure_mappers()
kinds()
questionnaire.form_file(questionnaire.form()["form"])
