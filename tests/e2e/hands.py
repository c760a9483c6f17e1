"""Two ways to work the screen of a phone: by keys alone, and by thumb alone."""

from typing import Protocol

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 120
"""So many steps lead to anything on a page, or it cannot be reached by keys."""


class Hand(Protocol):
    """What a hand does on a screen, whichever way."""

    def presses(self, target: Locator) -> None:
        """Press a button, follow a link, tick a box."""

    def chooses(self, radio: Locator) -> None:
        """Choose one of several."""

    def writes(self, field: Locator, text: str) -> None:
        """Write a text or a number in place of what stands there."""

    def picks(self, select: Locator, code: str) -> None:
        """Pick from a list that the phone itself opens."""

    def dates(self, field: Locator, day: str) -> None:
        """Give a day, written as 2026-12-12."""

    def marks(self, page: Page, corner: int, add: Locator) -> None:
        """Put a corner of a square on the map."""


class Keys:
    """Tab, arrows, Enter, Space and letters: for who uses a keyboard, a switch or a screen reader."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _stands_on(self, target: Locator) -> bool:
        return bool(target.evaluate("one => one === document.activeElement"))

    def _reaches(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            if self._stands_on(target):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"by keys nobody comes to {target} at {self.page.url}")

    def presses(self, target: Locator) -> None:
        self._reaches(target)
        self.page.keyboard.press("Space" if target.get_attribute("type") == "checkbox" else "Enter")

    def chooses(self, radio: Locator) -> None:
        """Tab comes to the first of a group, or the one chosen; arrows go on to the others and choose them."""
        group = radio.locator("xpath=ancestor::*[@role='radiogroup'][1]").locator("input[type=radio]")
        chosen = group.and_(self.page.locator(":checked"))
        self._reaches(chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if self._stands_on(radio):
                break
            self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()

    def writes(self, field: Locator, text: str) -> None:
        self._reaches(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def picks(self, select: Locator, code: str) -> None:
        self._reaches(select)
        for _ in range(select.locator("option").count()):
            if select.input_value() == code:
                return
            self.page.keyboard.press("ArrowDown")

    def dates(self, field: Locator, day: str) -> None:
        self._reaches(field)
        year, month, date = day.split("-")
        assert month == date, "which of the two is typed first is the browser's own choice"
        self.page.keyboard.type(f"{date}{month}{year}")

    def marks(self, page: Page, corner: int, add: Locator) -> None:
        """The map itself is moved with the arrow keys, under a cross that stays."""
        if corner:
            self._reaches(page.locator(".canvas"))
            for _ in range(2):
                page.keyboard.press(("ArrowRight", "ArrowDown", "ArrowLeft")[corner - 1])
            page.wait_for_timeout(300)  # the map glides to where it was moved
        self.presses(add)


class Thumb:
    """Taps, and the phone's own pad of letters and numbers; its own pickers of days and lists."""

    def presses(self, target: Locator) -> None:
        target.tap()

    def chooses(self, radio: Locator) -> None:
        radio.locator("xpath=ancestor::label[1]").tap()
        expect(radio).to_be_checked()

    def writes(self, field: Locator, text: str) -> None:
        field.tap()
        field.fill("")
        field.press_sequentially(text)

    def picks(self, select: Locator, code: str) -> None:
        select.tap()
        select.select_option(code)

    def dates(self, field: Locator, day: str) -> None:
        field.tap()
        field.fill(day)

    def marks(self, page: Page, corner: int, add: Locator) -> None:
        expect(add).to_be_enabled()
        seen = page.locator("canvas").first.bounding_box()
        assert seen
        across, down = ((0.3, 0.35), (0.6, 0.35), (0.6, 0.6), (0.3, 0.6))[corner]
        page.touchscreen.tap(seen["x"] + across * seen["width"], seen["y"] + down * seen["height"])
