"""A walk on a small phone: what it says of itself, where its map looks, and what stays in sight of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.ground import Ground, let_screen_stay_on, opens_boundary
from tests.e2e.phone import Phone
from tests.e2e.server import Server
from tests.e2e.words import word

PUROK_4 = (121.0421, 14.3722)


@pytest.fixture
def walker(demonstration: Server, new_phone: Callable[..., Phone]) -> tuple[Phone, str]:
    """A phone on which all that was said is safe, and its profile."""
    phone = new_phone("walker")
    profile = phone.opens_demonstration_draft(demonstration).partition("/ask/")[0]
    phone.keeps_the_app()
    phone.goes_to_question(profile, "structures_residential")
    phone.answers_one("structures_residential", 12)
    phone.sends_everything()
    return phone, profile


def test_the_line_at_the_top_tells_of_a_walk_that_is_on_this_phone_alone_and_leads_back_to_it(
    walker: tuple[Phone, str],
) -> None:
    phone, profile = walker
    ground = Ground(phone, *PUROK_4)
    phone.stands_at(*ground.at(0, 0))
    opens_boundary(phone, profile)
    let_screen_stay_on(phone)
    expect(phone.safety).to_have_attribute("data-state", "safe")
    phone.taps("boundary.how.walk")
    ground.walks([(0, 0), (60, 4), (60, 60)], step=20)
    expect(phone.safety).to_have_text(re.compile("A walk on this phone is not finished"))
    phone.goes_to("/more")
    phone.taps("shell.leave")
    phone.reads("shutout.unfinished", n=1)
    phone.goes_to("/handover")
    phone.reads("shutout.unfinished", n=1)
    phone.page.reload()
    phone.safety.click()
    phone.page.wait_for_url(re.compile("/boundary$"))
    phone.reads("boundary.walk.went_on")
    phone.taps("boundary.walk.pause")
    phone.taps("boundary.clear")
    expect(phone.safety).to_have_text(re.compile(word("shell.safety_drawing")))  # it can be brought back
