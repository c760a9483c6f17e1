"""Where a city lies is what people described there; no list, however long and however wrong, moves it."""

from app.kit.whereabouts import Near, amid, by_the_clock

HARARE = [(31.0, -17.9), (31.02, -17.88), (31.05, -17.83)]
MUMBAI = [(72.85 + n / 1000, 19.0) for n in range(2541)]
CLOCK = by_the_clock("Africa/Harare")


def test_one_wrong_list_moves_no_city_whether_it_comes_first_or_over_a_right_one() -> None:
    assert amid([], MUMBAI, CLOCK) == CLOCK
    assert amid([], HARARE + MUMBAI, CLOCK) == Near((31.02, -17.88))
    assert amid(HARARE[:1], MUMBAI, None) == Near((31.0, -17.9))


def test_what_people_described_tells_where_a_city_lies_also_far_from_its_clock() -> None:
    assert amid(HARARE[:1], HARARE[1:], CLOCK) == Near((31.0, -17.9))
    assert amid(HARARE, [], by_the_clock("Asia/Manila")) == Near((31.02, -17.88))


def test_a_pin_that_fell_into_the_sea_moves_no_city() -> None:
    assert amid([(-30.0, 0.0)], HARARE, CLOCK) == Near((31.02, -17.88))


def test_a_city_of_which_nothing_is_known_lies_by_its_clock_or_nowhere() -> None:
    assert amid([], [], CLOCK) == CLOCK
    assert (amid([], [], None), amid([], HARARE, None)) == (None, Near((31.02, -17.88)))
