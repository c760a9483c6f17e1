"""The numbers people read out: one for each question, the same on the phone, on paper and in the meeting's script.

``5.7`` is the seventh question of the fifth section in the meeting's order, in the short form as in the whole;
``6.2.3`` the third question of a repeat that is the second of its section. "In your words" bears the number of its
question.
"""

from app.questionnaire.form import Form


def give_numbers(form: Form) -> None:
    """Write into each question and repeat the number it is known by."""
    for place, section in enumerate(form["sections"], 1):
        at = 0
        rows: dict[str, int] = {}
        for name in section["questions"]:
            repeat = form["questions"][name].get("repeat")
            if repeat is None or repeat not in rows:
                at += 1
            if repeat is None:
                form["questions"][name]["number"] = f"{place}.{at}"
                continue
            rows[repeat] = rows.get(repeat, 0) + 1
            form["repeats"][repeat]["number"] = f"{place}.{at}"
            form["questions"][name]["number"] = f"{place}.{at}.{rows[repeat]}"
    for question in form["questions"].values():
        if "words_for" in question:
            question["number"] = form["questions"][question["words_for"]]["number"]
