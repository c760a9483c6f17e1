"""What an office asks the federation about a release, and what the federation answers."""

from sqlmodel import Session

from app.agreed import repository
from app.agreed.models import ReleaseQuestion
from app.agreed.problems import QuestionAnswered, QuestionUnknown
from app.agreed.schemas import QuestionShown
from app.agreed.service import led_by, of_mine, release_of
from app.kit.clock import iso, now
from app.kit.ids import uuid7
from app.people import service as people
from app.people.problems import NotYourRole
from app.people.rules import SignedIn


def ask(session: Session, who: SignedIn, agreement_id: str, number: int, text: str) -> QuestionShown:
    """Ask the federation about a release; only the office it was given to asks."""
    if not who.is_official:
        raise NotYourRole()
    release = release_of(session, of_mine(session, who, agreement_id), number)
    question = ReleaseQuestion(id=uuid7(), release_id=release.id, person_id=who.person_id, text=text, at=iso(now()))
    session.add(question)
    session.flush()
    return _question_shown(session, question, number)


def questions(session: Session, who: SignedIn, agreement_id: str) -> list[QuestionShown]:
    """List the questions about an agreement's releases, for both of its sides."""
    agreement = of_mine(session, who, agreement_id)
    return [_question_shown(session, one, number) for one, number in repository.questions(session, agreement.id)]


def answer(session: Session, who: SignedIn, agreement_id: str, question_id: str, text: str) -> QuestionShown:
    """Answer an office's question, once."""
    agreement = led_by(session, who, agreement_id)
    found = repository.question(session, agreement.id, question_id)
    if found is None:
        raise QuestionUnknown()
    question, number = found
    if question.answer is not None:
        raise QuestionAnswered()
    question.answer, question.answered_by, question.answered_at = text, who.person_id, iso(now())
    session.add(question)
    session.flush()
    return _question_shown(session, question, number)


def _question_shown(session: Session, question: ReleaseQuestion, number: int) -> QuestionShown:
    return QuestionShown(
        id=question.id,
        release=number,
        asked_by=people.require_person(session, question.person_id).name,
        text=question.text,
        at=question.at,
        answer=question.answer,
        answered_at=question.answered_at,
    )
