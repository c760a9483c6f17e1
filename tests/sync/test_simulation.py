"""Two hundred seeded days in the field: 150 on SQLite, 50 on PostgreSQL, the server killed in one of ten."""

from tests.sync.ground import last_line, play_all
from tests.sync.simulation import engine_of

SEEDS = 200


def test_no_answer_is_lost_and_all_phones_come_to_hold_the_same() -> None:
    done = play_all([(seed, engine_of(seed)) for seed in range(SEEDS)])
    assert last_line(done) == "200 seeds, 0 failed (sqlite 150, postgresql 50, kills 20)", "\n\n".join(
        one.story for one in done if one.story
    )
