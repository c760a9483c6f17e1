"""The wrongs that `make mutants` puts in still fit the code; that each is found, `make mutants` itself shows."""

from pathlib import Path

import pytest

from tests.sync.killing import put_in
from tests.sync.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_wrong_still_fits_the_code(mutant: Mutant, tmp_path: Path) -> None:
    copy = tmp_path / mutant.file
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / mutant.file).read_text(encoding="utf-8"), encoding="utf-8")
    put_in(mutant, tmp_path)
    if copy.suffix == ".py":
        compile(copy.read_text(encoding="utf-8"), str(copy), "exec")
