"""A phone whose clock is years behind loses nothing; who reads its answers is told not to believe their day."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.phone import DRAFT_QUESTION, Phone
from tests.e2e.server import Server
from tests.e2e.words import word

TWO_YEARS_BEHIND = """(() => {
  const Right = Date;
  const behind_ms = 2 * 365.25 * 86_400_000;
  globalThis.Date = class extends Right {
    constructor(...told) { super(...(told.length ? told : [Right.now() - behind_ms])); }
    static now() { return Right.now() - behind_ms; }
  };
})()"""


def test_a_leader_reads_beside_an_answer_that_its_phones_clock_was_years_behind_also_without_signal(
    demonstration: Server, new_phone: Callable[..., Phone], new_desk: Callable[[str], Desk]
) -> None:
    rosa = new_phone("rosa")
    assert rosa.browser.context
    rosa.browser.context.add_init_script(TWO_YEARS_BEHIND)
    draft = rosa.opens_demonstration_draft(demonstration)
    rosa.answers_one(DRAFT_QUESTION, 9)
    rosa.goes_to("/outbox")
    rosa.reads("phone.clock.behind", by="2 years")
    expect(rosa.safety).to_have_attribute("data-state", "safe")
    lea = new_desk("lea")
    lea.joins(demonstration.links()["leader"])
    lea.keeps_the_app()
    demonstration.stop()
    lea.goes_to(f"/review/{draft.split('/profiles/')[1].partition('/')[0]}")
    row = lea.page.locator(f'.doc li[data-field="{DRAFT_QUESTION}"]')
    behind = word("phone.clock.was_behind", by="2 years").pattern.strip("^$")
    expect(row).to_contain_text(re.compile(behind))
    expect(lea.page.get_by_text(re.compile(behind))).to_have_count(1)
