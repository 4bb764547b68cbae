"""What a process of its own must know before it writes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RESOLVE = """
from sqlmodel import SQLModel
for table in SQLModel.metadata.tables.values():
    for key in table.foreign_keys:
        key.column
"""


@pytest.mark.parametrize("entry", ["workers.actors", "workforce.app"])
def test_a_process_knows_every_table_that_its_rows_point_to(entry):
    done = subprocess.run(
        [sys.executable, "-c", f"import {entry}\n{RESOLVE}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
