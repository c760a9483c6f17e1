"""What is not as Kwetu needs it around the program is said of what is there, not of a file that cannot be made."""

from pathlib import Path

from app.kit.outside import in_words


def test_a_file_that_may_not_be_made_is_told_of_by_the_folder_it_would_lie_in(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    told = in_words(PermissionError(13, "Permission denied", str(tmp_path / "closed" / "kwetu.lock")))
    assert told is not None
    assert f"may not read and write {tmp_path / 'closed'}, which belongs to " in told
    (tmp_path / "closed" / "kwetu.lock").touch()
    there = in_words(PermissionError(13, "Permission denied", str(tmp_path / "closed" / "kwetu.lock")))
    assert f"may not read and write {tmp_path / 'closed' / 'kwetu.lock'}, which belongs to " in str(there)
