"""Fills in a profile as the phone asks it, screen after screen to the end, and remembers what was said.

Nothing here knows the order of the questions: each screen says what it asks, and the answer follows its kind.
"""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from app.questionnaire import service as questionnaire
from tests.e2e.hands import Hand
from tests.e2e.phone import Phone

Said = dict[str, dict[str, Any]]
FORM = questionnaire.form(questionnaire.SETTLEMENT_PROFILE)
NON_ANSWERS = ("unknown", "refused", "not_applicable")
EVERY = 12
"""One question in so many is answered without a value: not known, not told, does not apply, in turn."""
WITH_A_VALUE = ("consent_collect", "boundary")
TOLD = ("calculate", "note", "image", "audio")
MOST_SCREENS = 900
ROWS = {"toilet_group": 2, "land_owner_share": 2, "disaster": 1}
WHOLE = ("none", "unknown", "refused")
NEEDS = 3


class Filling:
    """One profile being filled in by one hand."""

    def __init__(self, phone: Phone, hand: Hand) -> None:
        self.phone, self.page, self.hand = phone, phone.page, hand
        self.said: Said = {}
        self.asked: list[str] = []
        self._without_value = self._whole = self._words = 0

    # --- the way ---------------------------------------------------------------------------------------------------

    def goes_to_the_end(self) -> None:
        """Answer whatever is asked until the phone says that it was all."""
        for _ in range(MOST_SCREENS):
            if not self.answers_screen():
                return
        raise AssertionError("this way has no end")

    def opens_every_section(self, profile: str) -> None:
        """Once the meeting agreed: answer one question beyond the short form of each section, so that all is asked."""
        while "consent_collect" not in self.said:
            assert self.answers_screen()
        for way in ("room", "walk", "women", "team"):
            for _ in range(len(FORM["sections"])):
                self.page.goto(f"{profile}/paths?path={way}")
                expect(self.page.locator("li.leg").first).to_be_visible()
                unopened = self.page.locator("a.beyond:has(svg)")
                if not unopened.count():
                    break
                self.hand.presses(unopened.first)
                expect(self.page).to_have_url(re.compile(r"&more="))
                assert self.answers_screen()
        self.page.goto(f"{profile}/ask/{self.asked[0]}")

    def answers_screen(self) -> bool:
        """Do what the screen asks for; tell whether it asked for anything."""
        where = self.page.url.partition("#")[2].partition("?")[0]
        step = re.fullmatch(r"/profiles/[^/]+/(ask|rows|known)/(.+)", where)
        if not step:
            return False
        does: dict[str, Callable[[str], None]] = {"ask": self._question, "rows": self._list, "known": self._known}
        does[step[1]](step[2])
        return True

    def _goes_on(self) -> None:
        before = self.page.url
        self.hand.presses(self.phone.main_action)
        expect(self.page).not_to_have_url(before)

    def _known(self, _section: str) -> None:
        """Turn over what a section comes to, sentence by sentence."""
        here = self.page.url
        expect(self.page.locator("[data-at], .note").first).to_be_visible()
        sentences = self.page.locator("[data-at] > *").count()
        for _ in range(max(1, sentences)):  # by keys one comes past the sentences, and they turn by themselves
            self.hand.presses(self.phone.main_action)
            self.page.wait_for_timeout(100)
            if self.page.url != here:
                return
        expect(self.page).not_to_have_url(here)

    # --- one question ----------------------------------------------------------------------------------------------

    def _question(self, name: str, row: str = "") -> None:
        control = self.page.locator(f'[data-field="{name}"]').first
        expect(control).to_be_visible()
        path = f"{row}{name}"
        if path in (*self.said, *self.asked):  # its section was opened with it
            return self._goes_on()
        self.asked.append(path)
        if FORM["questions"][name]["type"] in TOLD:
            return self._goes_on()
        if len(self.asked) % EVERY == 0 and name not in WITH_A_VALUE:
            self._says_no_value(path)
        else:
            self._answers(path, name, control)
        return self._goes_on()

    def _says_no_value(self, path: str) -> None:
        kind = self._without_value % len(NON_ANSWERS)
        self._without_value += 1
        pressed = self.page.locator(".three > .button").nth(kind)
        self.hand.presses(pressed)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        self.said[path] = {"answer": NON_ANSWERS[kind]}

    def _answers(self, path: str, name: str, control: Locator) -> None:
        kind = FORM["questions"][name]["type"]
        how = {
            "select_one": self._one, "select_multiple": self._many, "integer": self._number, "decimal": self._number,
            "date": self._day, "boundary": self._boundary, "geopoint": self._place,
        }.get(kind, self._words_of)  # fmt: skip
        value = how(name, control)
        if value is not None:
            self.said[path] = {"value": value}
            self._says_how_it_was_found(path, name)
        if kind != "boundary":
            expect(self.page.locator("[data-written]")).to_have_attribute("data-written", "saved")

    def _one(self, name: str, control: Locator) -> str:
        codes = [one["code"] for one in FORM["choices"][FORM["questions"][name]["choices"]]]
        other = "other" in codes and self._words == 0
        code = "other" if other else codes[0]
        self.hand.chooses(control.locator(f'input[value="{code}"]'))
        if other:
            self._in_words(name)
        return code

    def _in_words(self, name: str) -> None:
        self._words += 1
        words = next(one for one, asked in FORM["questions"].items() if asked.get("words_for") == name)
        self.hand.writes(self.page.locator(f'[data-field="{words}"]'), "Samahan ng kababaihan")
        self.said[words] = {"value": "Samahan ng kababaihan"}

    def _many(self, name: str, control: Locator) -> list[str]:
        codes = [one["code"] for one in FORM["choices"][FORM["questions"][name]["choices"]]]
        chosen = [code for code in codes if code not in ("none", "other")][:2]
        for code in chosen:
            box = control.locator(f'input[value="{code}"]')
            self.hand.presses(box)
            expect(box).to_be_checked()
        return chosen

    def _number(self, name: str, control: Locator) -> float:
        asked = FORM["questions"][name]
        number = 2001 if asked.get("unit") == "year" else min(max(3, asked.get("min") or 0), asked.get("max") or 3)
        self.hand.writes(control, str(number))
        return number

    def _says_how_it_was_found(self, path: str, name: str) -> None:
        source = self.page.locator(f'[data-field="{name}-source"]')
        if "source" not in str(self.said.values()) and source.count():
            self.hand.picks(source, "counted")
            self.said[path]["source"] = "counted"

    def _day(self, _name: str, control: Locator) -> str:
        self.hand.dates(control, "2026-12-12")
        return "2026-12-12"

    def _words_of(self, name: str, control: Locator) -> str:
        self.hand.writes(control, f"Ñ {name} 1")
        return f"Ñ {name} 1"

    def _place(self, _name: str, control: Locator) -> dict[str, Any]:
        for degrees, written in (("lat", "14.41"), ("lon", "121.04")):
            self.hand.writes(control.locator(f'[data-degrees="{degrees}"]'), written)
        return {"type": "Point", "coordinates": [121.04, 14.41]}

    def _boundary(self, _name: str, _control: Locator) -> None:
        asked = self.page.url
        self.hand.presses(self.page.locator('a.button[href*="/boundary"]'))
        self.page.wait_for_url(re.compile("/boundary$"))
        self.hand.presses(self.page.locator("button.button").first)
        add, told = self.phone.main_action, self.page.locator(".map-told, [role=status]")
        expect(add).to_be_enabled()
        close = self.page.locator(".foot .row .button").last
        for corner in range(4):
            self.hand.marks(self.page, corner, add)
            expect(told.filter(has_text=re.compile(rf"\b{corner + 1}\b")).first).to_be_visible()
        self.hand.presses(close)
        expect(self.page.locator(".foot .row .button").first).to_be_enabled()
        self._goes_on()
        expect(self.page).to_have_url(asked)
        self.said["boundary_method"] = {"value": "corners_tapped"}

    # --- lists -----------------------------------------------------------------------------------------------------

    def _list(self, rest: str) -> None:
        repeat, *further = rest.split("/")
        if further == ["new"]:
            self._makes_row(repeat)
        elif len(further) == 1:
            expect(self.page.locator(f'a.card[href*="/{further[0]}/"]').first).to_be_visible()
            self._goes_on()
        elif further:
            self._question(further[1], f"{repeat}/{further[0]}/")
        elif FORM["repeats"][repeat].get("key", "").startswith("ranked_by"):
            self._puts_needs_in_order(repeat)
        else:
            self._rows(repeat)

    def _rows(self, repeat: str) -> None:
        """Add the rows this list is to have, or give one answer for the whole."""
        add = self.page.locator(f'a.button[href*="/rows/{repeat}/"]')
        expect(add).to_be_visible()
        if repeat in self.asked:
            return self._goes_on()
        if repeat in ROWS:
            if len({path.split("/")[1] for path in self.said if path.startswith(f"{repeat}/")}) < ROWS[repeat]:
                before = self.page.url
                self.hand.presses(add)
                return expect(self.page).not_to_have_url(before)
        else:
            kind = WHOLE[self._whole % len(WHOLE)]
            self._whole += 1
            button = self.page.locator(f'[data-whole="{kind}"]')
            self.hand.presses(button)
            expect(button).to_have_attribute("aria-pressed", "true")
            self.said[repeat] = {"value": "none"} if kind == "none" else {"answer": kind}
        self.asked.append(repeat)
        return self._goes_on()

    def _makes_row(self, repeat: str) -> None:
        """Say what makes the row: another each time."""
        stands = len({path.split("/")[1] for path in self.said if path.startswith(f"{repeat}/")})
        names = FORM["repeats"][repeat]["key"].split("+")
        key = {}
        for name in names:
            key[name] = FORM["choices"][FORM["questions"][name]["choices"]][stands]["code"]
            self.hand.chooses(self.page.locator(f'.key [data-field="{name}"] input[value="{key[name]}"]'))
        self._goes_on()
        row = self.page.url.partition("?")[0].rpartition("/")[2]
        self.said |= {f"{repeat}/{row}/{name}": {"value": code} for name, code in key.items()}

    def _puts_needs_in_order(self, repeat: str) -> None:
        """Put what everyone needs most in order; the last is moved one up."""
        address = self.page.url
        before_all = self.page.locator('a.card[href*="?list="]')
        self.hand.presses(before_all.first)
        self.page.wait_for_url(re.compile(r"\?list="))
        rows = self.page.locator("li[data-row]")
        for n in range(NEEDS):
            self.hand.presses(self.page.locator(".needs .button").first)
            expect(rows).to_have_count(n + 1)
        last = str(rows.last.get_attribute("data-row"))
        self.hand.presses(rows.last.locator("button").first)
        expect(rows.nth(NEEDS - 2)).to_have_attribute("data-row", last)
        whose = self.page.url.rpartition("=")[2]
        for place, row in enumerate(rows.all(), start=1):
            code = row.get_attribute("data-row")
            need = {"ranked_by": whose, "priority_code": code, "priority_rank": place}
            self.said |= {f"{repeat}/{whose}+{code}/{name}": {"value": said} for name, said in need.items()}
        self.asked.append(repeat)
        self._goes_on()
        expect(self.page).to_have_url(address)
        self._goes_on()
