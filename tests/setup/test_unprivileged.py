import os
from pathlib import Path

from workforce import unprivileged
from workforce.unprivileged import ACCOUNT, NOBODY_IN_PARTICULAR, OTHERS

SOMEBODY = (54321, 54321)


def test_an_ordinary_user_runs_postgresql_as_itself_and_root_as_who_owns_the_folder(tmp_path: Path):
    owner = tmp_path.stat().st_uid
    account = unprivileged.account_for(tmp_path)
    assert (
        account is None if os.geteuid() != 0 else account is not None and (owner == 0 or account[0] == owner)
    )


def test_an_account_may_cross_a_closed_folder_and_nothing_more(tmp_path: Path):
    tmp_path.chmod(0o700)
    unprivileged._grant(SOMEBODY, tmp_path)
    entries = unprivileged._entries(tmp_path)
    assert entries[ACCOUNT, SOMEBODY[0]] == unprivileged.CROSS
    assert entries[OTHERS, NOBODY_IN_PARTICULAR] == 0


def test_a_second_account_joins_the_first(tmp_path: Path):
    unprivileged._grant(SOMEBODY, tmp_path)
    unprivileged._grant((54322, 54322), tmp_path)
    assert [who for tag, who in unprivileged._entries(tmp_path) if tag == ACCOUNT] == [54321, 54322]


def test_a_folder_without_an_access_list_has_the_one_that_its_mode_makes(tmp_path: Path):
    tmp_path.chmod(0o750)
    assert list(unprivileged._entries(tmp_path).values()) == [7, 5, 0]
