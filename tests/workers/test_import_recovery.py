"""A worker killed while it compares or writes a long file: nothing lost, nothing doubled. Two people who decide at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import func, select

from tests import given
from tests.contracts.files import FIRST_ROW, TEAM_HEADER, csv_text, member
from tests.workers.conftest import wait_until, workers
from workforce.advisers.models import Adviser
from workforce.contracts.imports import actions, correcting
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.models import Contract, DateClaim
from workforce.database import transaction
from workforce.journal import Event
from workforce.refusals import Refused

ROWS = 3_000


def team(size):
    people = (
        member(first=f"P{n}", email=f"p{n}@exemple.org", employer=f"Mairie {n % 50}") for n in range(size)
    )
    return csv_text([TEAM_HEADER, *([one[name] for name in TEAM_HEADER] for one in people)], ";").encode()


def uploaded(size) -> int:
    with transaction() as session:
        return actions.upload(session, given.network(session).id, None, "equipe.csv", team(size)).id


def compared(size) -> int:
    import_id = uploaded(size)
    while progress(import_id)[0] == "uploaded":
        with transaction() as session:
            actions.work(session, [import_id])
    return import_id


def progress(import_id) -> tuple[str, int]:
    with transaction() as session:
        return session.exec(select(Import.state, Import.rows_done).where(Import.id == import_id)).one()


def count(model) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


@pytest.mark.slow
def test_a_worker_killed_while_it_compares_and_while_it_writes_leaves_nothing_undone_and_nothing_twice(
    own_database,
):
    import_id = uploaded(ROWS)
    with workers(own_database) as victim:
        wait_until(lambda: progress(import_id)[1] > 0)
        victim.kill()
        victim.wait()
    assert progress(import_id)[0] == "uploaded", "the kill was meant to fall in the middle"
    with workers(own_database):
        wait_until(lambda: progress(import_id)[0] == "analysed")
    assert count(ImportRow) == ROWS
    with transaction() as session:
        actions.confirm(session, import_id)
    with workers(own_database) as victim:
        wait_until(lambda: progress(import_id)[1] > 0)
        victim.kill()
        victim.wait()
    halfway = count(Contract)
    with workers(own_database):
        wait_until(lambda: progress(import_id)[0] == "applied", seconds=180)
    assert 0 < halfway < ROWS, "the kill was meant to fall in the middle"
    assert (count(Adviser), count(Contract), count(DateClaim)) == (ROWS, ROWS, 2 * ROWS)
    with transaction() as session:
        assert session.get_one(Import, import_id).counts == {"new": ROWS}
        told = select(func.count()).select_from(Event).where(Event.name == "ImportApplied")
        assert session.scalar(told) == 1


def at_once(*acts):
    """Do these things at the same instant, each in its own transaction; return what each was told."""

    def tried(act):
        try:
            with transaction() as session:
                act(session)
        except Refused as refused:
            return refused.errors[""]
        return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(tried, acts))


def test_two_people_who_confirm_at_once_import_once(own_database):
    import_id = compared(3)
    told = at_once(*[lambda session: actions.confirm(session, import_id)] * 2)
    assert told == ["Cet import a déjà été confirmé : il est en cours.", "done"]
    at_once(*[lambda session: actions.work(session, [import_id])] * 4)
    assert (count(Adviser), count(Contract), progress(import_id)) == (3, 3, ("applied", 3))


def test_one_who_abandons_while_another_confirms_is_told_which_came_first(own_database):
    import_id = compared(3)
    told = at_once(
        lambda session: actions.confirm(session, import_id),
        lambda session: actions.abandon(session, import_id),
    )
    assert "done" in told
    assert told[0] in (
        "Cet import a été abandonné : envoyez de nouveau le fichier.",
        "Cet import a déjà été confirmé : il s’écrit, et ne peut plus être abandonné.",
    )
    assert count(Adviser) == 0


def test_one_who_abandons_a_file_that_is_being_written_is_told_so_and_it_goes_on(own_database):
    import_id = compared(3)
    with transaction() as session:
        actions.confirm(session, import_id)
    told = at_once(
        lambda session: actions.work(session, [import_id]),
        lambda session: actions.abandon(session, import_id),
    )
    assert told[1] == "done"
    assert told[0].startswith("Cet import ")
    assert "ne peut plus être abandonné" in told[0]
    assert (count(Contract), progress(import_id)[0]) == (3, "applied")


def test_one_who_mends_a_row_while_another_confirms_either_mends_it_or_is_told(own_database):
    import_id = compared(3)
    end = "Date de fin de contrat"
    told = at_once(
        lambda session: actions.confirm(session, import_id),
        lambda session: correcting.correct(session, import_id, FIRST_ROW - 7, {end: "28/02/2026"}),
    )
    with transaction() as session:
        mended = session.exec(select(ImportRow.edited).where(ImportRow.number == FIRST_ROW - 7)).one()
    assert mended == (told == ["done", "done"])
    assert mended or "ses lignes ne se corrigent plus" in told[0]
