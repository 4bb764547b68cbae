"""What an imported file becomes: compared, confirmed, written chunk by chunk, the same twice."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts.files import FIRST_ROW, TEAM_PREAMBLE, member, post
from workforce import clock
from workforce.advisers.models import Adviser
from workforce.contracts import actions as contracts
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.imports import actions, applying, retention
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.models import Contract, Convention, DateClaim, Deadline, Post
from workforce.employers.models import Employer
from workforce.journal import Event
from workforce.refusals import Refused

pytestmark = pytest.mark.usefixtures("moment")

HOUSE = ("adviser", "employer", "contract", "date_claim", "post", "convention", "deadline", "event")
FILE_DAY = date(2026, 11, 14)  # What the files of the tests say above their header.


def team(*rows, **how):
    return files.team_file(*rows, **how)


def exported_on(day):
    return [("Exporté le", day) if row[:1] == ("Exporté le",) else row for row in TEAM_PREAMBLE]


def uploaded(session, content, filename="equipe.xlsx", account_id=None):
    return actions.upload(session, given.network(session).id, account_id, filename, content)


def analysed(session, content, filename="equipe.xlsx", account_id=None):
    one = uploaded(session, content, filename, account_id)
    actions.work(session, [one.id])
    session.refresh(one)
    return one


def applied(session, content, filename="equipe.xlsx", account_id=None):
    one = analysed(session, content, filename, account_id)
    actions.confirm(session, one.id)
    while one.state == "confirmed":
        actions.work(session, [one.id])
        session.refresh(one)
    return one


def rows(session, one):
    session.expire_all()
    return session.exec(
        select(ImportRow).where(ImportRow.import_id == one.id).order_by(ImportRow.number)
    ).all()


def only(session, one):
    (row,) = rows(session, one)
    return row


def state_of_the_house(session):
    session.flush()
    found = {}
    for table in HOUSE:
        told = (
            " WHERE name <> 'ImportAnalysed'" if table == "event" else ""
        )  # That a file was read changes nothing.
        lines = (
            session.execute(text(f"SELECT row_to_json(t)::text FROM {table} t{told} ORDER BY id"))
            .scalars()
            .all()
        )
        found[table] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
    return found


def the_contract(session):
    session.expire_all()
    return session.exec(select(Contract)).one()


# From upload to applied.


def test_a_file_is_compared_and_writes_nothing_before_it_is_confirmed(session):
    before = state_of_the_house(session)
    one = analysed(session, team(member()))
    assert (one.state, one.counts, one.due_at) == ("analysed", {"new": 1}, None)
    assert state_of_the_house(session) == before


def test_the_analysis_says_all_that_a_new_row_brings(session):
    row = only(session, analysed(session, team(member())))
    assert row.number == FIRST_ROW
    assert row.detail == (
        "Nouvelle personne ; nouvelle structure « Médiathèque de Foix », secteur public d’après "
        "« mediatheque » dans son nom : à vérifier ; nouveau contrat : CDD, du 1er mars 2025 au 31 août 2026."
    )


def test_a_confirmed_file_writes_the_person_the_employer_and_the_contract(session):
    one = applied(session, team(member()))
    adviser, employer = session.exec(select(Adviser)).one(), session.exec(select(Employer)).one()
    contract = the_contract(session)
    assert (one.state, one.rows_done, one.rows_total, one.due_at) == ("applied", 1, 1, None)
    assert (adviser.name, adviser.email, adviser.departement) == (
        "Amina Martin",
        "amina.martin@exemple.org",
        "09",
    )
    assert (employer.name, employer.sector, employer.postal_code) == (
        "Médiathèque de Foix",
        "public",
        "09000",
    )
    assert (contract.adviser_id, contract.employer_id) == (adviser.id, employer.id)
    assert (contract.kind, contract.start_date, contract.end_date) == (
        "cdd",
        date(2025, 3, 1),
        date(2026, 8, 31),
    )


def test_dates_are_kept_as_words_of_the_file_on_its_own_day(session):
    applied(session, team(member()))
    claims = session.exec(select(DateClaim).order_by(DateClaim.field)).all()
    assert [(c.field, c.value, c.source, c.stated_on) for c in claims] == [
        ("end_date", date(2026, 8, 31), "team_file", FILE_DAY),
        ("start_date", date(2025, 3, 1), "team_file", FILE_DAY),
    ]


def test_an_applied_file_tells_the_house_and_has_its_contracts_watched_with_their_deadlines(session):
    one = applied(session, team(member()), account_id=coordinator(session, None).id)
    names = session.exec(select(Event.name).order_by(Event.id)).all()
    assert names == ["ImportAnalysed", "ContractSigned", "ImportApplied"]
    told = session.exec(select(Event.payload).where(Event.name == "ImportApplied")).one()
    assert told == {"import_id": one.id, "account_id": one.account_id}
    assert the_contract(session).due_at is not None
    assert session.exec(select(Deadline)).first()


def test_importing_the_same_file_again_changes_nothing(session):
    content = team(
        member(),
        member(
            first="Bruno",
            last="Petit",
            email="-",
            kind="CDI",
            end="-",
            employer="Association Clic",
            postcode="09100",
        ),
        member(
            first="Chloé",
            last="Roy",
            email="chloe@exemple.org",
            start="-",
            end="30/06/2027",
            kind="Contrat de projet",
        ),
        member(first="Amina", start="01/09/2026", end="31/08/2029"),
        member(first="Driss", email="driss@exemple.org", end="n’importe quoi"),
    )
    applied(session, content)
    before = state_of_the_house(session)
    again = applied(session, content)
    after = state_of_the_house(session)
    assert again.counts == {"unchanged": 4, "refused": 1}
    events = before.pop("event")[0], after.pop("event")[0]
    assert after == before
    assert events[1] == events[0] + 1  # The import itself is told.


def test_a_file_without_a_date_speaks_of_the_day_it_first_came(session):
    content = team(member(), preamble=())
    first = applied(session, content)
    first.stated_on = date(2026, 9, 1)
    session.flush()
    assert analysed(session, content, "copie.xlsx").stated_on == date(2026, 9, 1)


# Chunks.


def test_work_goes_chunk_by_chunk_and_stays_due(session, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 2)
    people = [member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(5)]
    one = analysed(session, team(*people))
    actions.confirm(session, one.id)
    progress = []
    while one.state == "confirmed":
        assert one.due_at is not None
        actions.work(session, [one.id])
        session.refresh(one)
        progress.append(one.rows_done)
    assert progress == [2, 4, 5]
    assert len(session.exec(select(Adviser)).all()) == 5


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(session, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 2)
    one = analysed(session, team(*(member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(6))))
    actions.confirm(session, one.id)
    actions.work(session, [one.id])
    killed = session.begin_nested()
    actions.work(session, [one.id])
    killed.rollback()
    session.refresh(one)
    assert one.rows_done == 2
    while one.state == "confirmed":
        actions.work(session, [one.id])
        session.refresh(one)
    assert one.counts == {"new": 6}
    assert len(session.exec(select(Contract)).all()) == 6


def test_two_people_of_one_new_employer_share_it_across_chunks(session, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 1)
    applied(session, team(member(), member(first="Bruno", email="bruno@exemple.org")))
    assert len(session.exec(select(Employer)).all()) == 1


# Bad rows.


def test_a_bad_row_never_blocks_a_good_one(session):
    one = applied(session, team(member(end="31/02/2026"), member(first="Bruno", email="b@exemple.org")))
    bad, good = rows(session, one)
    assert (bad.outcome, good.outcome) == ("refused", "new")
    assert bad.errors == [
        f"Ligne {FIRST_ROW}, colonne « Date de fin de contrat » : « 31/02/2026 » n’est pas une date."
    ]
    assert bad.cells["Nom"] == "Martin"
    assert session.exec(select(Adviser.first_name)).all() == ["Bruno"]


def test_a_contract_that_overlaps_another_is_refused_with_its_sentence(session):
    applied(session, team(member()))
    elsewhere = member(employer="Mairie de Pamiers", postcode="09100", start="01/01/2026", end="31/12/2026")
    row = only(session, applied(session, team(elsewhere)))
    assert row.outcome == "refused"
    assert len(row.errors) == 1
    assert row.errors[0].startswith(
        "Ces dates chevauchent un autre contrat à temps plein de la même personne"
    )
    assert len(session.exec(select(Contract)).all()) == 1


def test_what_the_database_refuses_is_noted_on_its_row_alone(session):
    session.execute(text("ALTER TABLE adviser ADD CONSTRAINT nobody CHECK (first_name <> 'Chloé')"))
    good, bad = member(first="Bruno", email="b@exemple.org"), member(first="Chloé", email="c@exemple.org")
    one = applied(session, team(good, bad, member(first="Driss", email="d@exemple.org")))
    assert [row.outcome for row in rows(session, one)] == ["new", "refused", "new"]
    assert rows(session, one)[1].errors == [applying.NOT_WRITTEN]
    assert one.counts == {"new": 2, "refused": 1}
    assert session.exec(select(Adviser.first_name).order_by(Adviser.id)).all() == ["Bruno", "Driss"]


# What is known already.


def test_a_later_file_moves_the_end_and_says_so(session):
    applied(session, team(member()))
    session.exec(select(Contract)).one().due_at = None
    later = team(member(end="31/12/2026"), preamble=exported_on("20/11/2026 09:00"))
    row = only(session, applied(session, later))
    assert (row.outcome, row.detail) == ("changed", "Fin de contrat : 31 août 2026 → 31 décembre 2026.")
    contract = the_contract(session)
    assert contract.end_date == date(2026, 12, 31)
    assert contract.due_at is not None
    moved = session.exec(select(Event.payload).where(Event.name == "ContractProlonged")).one()
    assert (moved["former_end"], moved["end"]) == ("2026-08-31", "2026-12-31")


def test_the_deadlines_follow_an_end_that_a_file_moves(session):
    applied(session, team(member()))
    before = session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all()
    applied(session, team(member(end="31/12/2026"), preamble=exported_on("20/11/2026")))
    session.expire_all()
    after = session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all()
    assert before
    assert max(after) > max(before)


def test_a_file_older_than_what_was_said_moves_nothing_and_leaves_the_contradiction(session):
    applied(session, team(member()))
    contract = the_contract(session)
    employer_says = Voice(source=ClaimSource.EMPLOYER, stated_on=date(2026, 11, 18))
    contracts.prolong(session, contract.id, date(2027, 2, 28), employer_says)
    old = team(member(end="31/12/2026"), preamble=exported_on("15/11/2026"))
    row = only(session, applied(session, old))
    assert row.detail == (
        "Fin de contrat : le fichier dit 31 décembre 2026 ; date gardée : 28 février 2027 "
        "(structure employeuse, au 18 novembre 2026) ; contradiction à trancher."
    )
    assert the_contract(session).end_date == date(2027, 2, 28)
    assert contracts.settlement(session, contract.id, "end_date").conflicting


def test_a_contradiction_seen_twice_is_not_a_change(session):
    applied(session, team(member()))
    contracts.prolong(
        session,
        the_contract(session).id,
        date(2027, 2, 28),
        Voice(source=ClaimSource.EMPLOYER, stated_on=date(2026, 11, 18)),
    )
    old = team(member(end="31/12/2026"), preamble=exported_on("15/11/2026"))
    assert only(session, applied(session, old)).outcome == "changed"
    assert only(session, applied(session, old)).outcome == "unchanged"


def test_a_date_that_a_person_settled_is_never_moved_by_a_file(session):
    applied(session, team(member()))
    settled = Voice(source=ClaimSource.SETTLED, stated_on=date(2026, 10, 1))
    contracts.prolong(session, the_contract(session).id, date(2026, 10, 31), settled)
    applied(session, team(member(end="31/12/2026"), preamble=exported_on("20/11/2026")))
    assert the_contract(session).end_date == date(2026, 10, 31)


def test_a_broken_contract_keeps_its_dates(session):
    applied(session, team(member()))
    contracts.terminate(session, the_contract(session).id, date(2026, 5, 31), "resignation")
    row = only(session, applied(session, team(member(end="31/12/2026"), preamble=exported_on("20/11/2026"))))
    assert (row.outcome, row.detail) == (
        "unchanged",
        "Contrat rompu le 31 mai 2026 : ses dates sont gardées.",
    )
    assert the_contract(session).end_date == date(2026, 8, 31)


def test_an_unknown_date_is_filled_by_the_file(session):
    applied(session, team(member(start="-", end="-")))
    assert the_contract(session).end_date is None
    applied(session, team(member(), preamble=exported_on("20/11/2026")))
    contract = the_contract(session)
    assert (contract.start_date, contract.end_date) == (date(2025, 3, 1), date(2026, 8, 31))


def test_an_empty_cell_erases_nothing(session):
    applied(session, team(member()))
    row = only(
        session, applied(session, team(member(start="-", end="-"), preamble=exported_on("20/11/2026")))
    )
    assert row.outcome in ("unchanged", "new")
    assert session.exec(
        select(Contract.end_date).where(Contract.start_date == date(2025, 3, 1))
    ).one() == date(2026, 8, 31)


def test_the_contract_that_follows_is_linked_whatever_the_order_of_rows(session):
    second, first = member(start="01/09/2026", end="31/08/2029"), member()
    applied(session, team(second, first))
    former, following = session.exec(select(Contract).order_by(Contract.start_date)).all()
    assert following.renews_id == former.id


def test_two_contracts_that_could_be_the_row_are_asked_about(session):
    person = member(kind="CDD")
    applied(session, team(person | {"Date de début de contrat": "01/03/2025"}))
    adviser, employer = session.exec(select(Adviser)).one(), session.exec(select(Employer)).one()
    for _ in range(2):
        given.contract(session, adviser, employer, starts=None, ends=date(2027, 3, 31))
    row = only(session, applied(session, team(member(start="-", end="31/12/2026"))))
    assert row.outcome == "refused"
    assert row.errors == [
        "Plusieurs contrats de cette personne chez cette structure conviennent : indiquez la date de début."
    ]


# Who is who.


def test_an_employer_is_found_by_its_siret_whatever_its_name(session):
    header = (*files.TEAM_HEADER, "Structure employeuse - SIRET")
    known = given.employer(session, name="Ville de Foix", siret="73282932000074")
    applied(session, team(member(siret="73282932000074"), header=header))
    assert the_contract(session).employer_id == known.id


def test_an_employer_is_found_by_name_and_postcode(session):
    known = given.employer(session, name="MÉDIATHÈQUE DE FOIX", postal_code="09000")
    given.employer(session, name="Médiathèque de Foix", postal_code="31000")
    applied(session, team(member()))
    assert the_contract(session).employer_id == known.id


def test_a_person_is_found_by_address_in_the_network_only(session):
    known = given.adviser(session, email="AMINA.martin@exemple.org", last_name="Martin-Dupont")
    elsewhere = given.network(session, "Un autre réseau")
    given.adviser(session, elsewhere.id, email="amina.martin@exemple.org")
    applied(session, team(member()))
    assert the_contract(session).adviser_id == known.id


def test_a_person_without_address_is_found_by_name_at_the_same_employer(session):
    content = team(member(email="-"))
    applied(session, content)
    later = team(member(email="amina@exemple.org"), preamble=exported_on("20/11/2026"))
    applied(session, later)
    assert session.exec(select(Adviser.email)).all() == ["amina@exemple.org"]


def test_two_namesakes_with_two_addresses_are_two_people(session, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 1)
    applied(session, team(member(email="amina1@exemple.org"), member(email="amina2@exemple.org")))
    assert len(session.exec(select(Adviser)).all()) == 2


def test_somebody_who_is_not_an_adviser_and_has_no_contract_is_left_aside(session):
    row = only(session, applied(session, team(member(role="Médiateur", kind="-", start="-", end="-"))))
    assert (row.outcome, session.exec(select(Adviser)).all()) == ("unchanged", [])


# Bounds.


def coordinator(session, departement):
    return given.account(
        session, "coordinator", network_id=given.network(session).id, departement=departement
    )


def test_a_coordinator_writes_in_their_own_departement_only(session):
    mine = member(first="Bruno", email="b@exemple.org", postcode="83000", commune="83137")
    one = applied(session, team(member(), mine), account_id=coordinator(session, "83").id)
    refused, kept = rows(session, one)
    assert (refused.outcome, kept.outcome) == ("refused", "new")
    assert refused.errors == ["Département Ariège (09) : hors du territoire que vous suivez."]


def test_a_coordinator_of_the_whole_network_writes_everywhere(session):
    one = applied(session, team(member()), account_id=coordinator(session, None).id)
    assert one.counts == {"new": 1}


# Files that are not.


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "equipe.xlsx", "Ce fichier est vide."),
        (b"%PDF-1.7 ...", "equipe.pdf", "Ce fichier est un PDF"),
        (b"a;b\n1;2\n", "liste.xlsx", "n’est pas un classeur"),
    ],
)
def test_a_file_that_is_surely_no_list_is_refused_on_its_field_and_not_kept(
    session, content, filename, words
):
    with pytest.raises(Refused) as refusal:
        uploaded(session, content, filename)
    assert words in refusal.value.errors["file"]
    assert session.exec(select(Import)).all() == []


def test_a_file_that_its_opening_betrays_is_refused_in_words_and_erased(session):
    one = analysed(session, b"PK\x03\x04 cut short")
    assert (one.state, one.content, one.due_at) == ("refused", b"", None)
    assert one.refusal.startswith("Ce classeur est abîmé")


def test_a_text_that_is_no_table_is_refused_in_words(session):
    one = analysed(session, "Bonjour,\nVoici l’équipe\nAwa Diallo\n".encode(), "equipe.txt")
    assert (one.state, "n’est pas un tableau" in one.refusal) == ("refused", True)


def test_an_export_of_posts_that_lacks_a_column_is_refused_with_its_name(session):
    header = [name for name in files.POSTS_HEADER if name != "ID Poste"]
    one = analysed(session, files.posts_file(post(), header=header), "postes.csv")
    assert (one.state, "la colonne « ID Poste »" in one.refusal) == ("refused", True)


# Confirm, abandon.


def test_only_an_analysed_file_is_confirmed(session):
    one = uploaded(session, team(member()))
    with pytest.raises(Refused, match="en cours de vérification"):
        actions.confirm(session, one.id)


def test_an_abandoned_file_leaves_nothing_behind(session):
    one = analysed(session, team(member()))
    actions.abandon(session, one.id)
    session.flush()
    assert (one.state, one.content, one.due_at, rows(session, one)) == ("abandoned", b"", None, [])
    with pytest.raises(Refused, match="abandonné"):
        actions.confirm(session, one.id)


def test_an_applied_file_cannot_be_abandoned(session):
    one = applied(session, team(member()))
    with pytest.raises(Refused, match="ne peut plus être abandonné"):
        actions.abandon(session, one.id)


def test_the_file_itself_is_not_kept_once_its_rows_are(session):
    assert analysed(session, team(member())).content == b""


# The command line.


def test_a_dry_run_reports_and_keeps_nothing(session):
    before = state_of_the_house(session)
    report = actions.run_file(session, given.network(session).id, team(member()), "equipe.xlsx")
    assert (report.written, report.counts, report.stated_on) == (False, {"new": 1}, "2026-11-14")
    assert report.rows[0].detail.startswith("Nouvelle personne")
    assert state_of_the_house(session) == before
    assert session.exec(select(Import)).all() == []


def test_a_run_that_writes_does_in_one_go_what_the_screens_do(session):
    report = actions.run_file(session, given.network(session).id, team(member()), "equipe.xlsx", write=True)
    assert report.written
    assert the_contract(session).end_date == date(2026, 8, 31)
    assert session.exec(select(Import.state)).all() == ["applied"]


def test_a_run_refuses_a_file_with_the_same_sentence_as_the_screen(session):
    with pytest.raises(Refused, match="Ce fichier est vide"):
        actions.run_file(session, given.network(session).id, b"", "equipe.xlsx")


# Posts.


def posts(*rows):
    return files.posts_file(*rows)


def foix(session, **values):
    values = {"name": "Mairie de Foix", "departement": "09", "postal_code": "09000"} | values
    return given.employer(session, **values)


def applied_posts(session, *rows, filename="postes_2026-11-20.csv"):
    return applied(session, posts(*rows), filename)


def test_a_row_of_posts_gives_a_post_and_its_convention(session):
    row = only(session, applied_posts(session, post()))
    kept, convention = session.exec(select(Post)).one(), session.exec(select(Convention)).one()
    assert (kept.external_id, kept.state, kept.kind) == ("1204", "occupied", "conum")
    assert (convention.kind, convention.end_date, convention.contract_end_date) == (
        "initial", date(2026, 9, 30), date(2026, 8, 31),
    )  # fmt: skip
    assert (convention.source, convention.stated_on) == ("posts_file", date(2026, 11, 20))
    assert "Nouveau poste 1204, occupé" not in row.detail
    assert "nouveau poste 1204, occupé" in row.detail
    assert "convention initiale jusqu’au 30 septembre 2026" in row.detail


def test_posts_imported_twice_change_nothing(session):
    adviser, employer = given.adviser(session), foix(session)
    given.contract(session, adviser, employer, ends=date(2026, 12, 31))
    content = posts(
        post(contract_end="31/01/2027"), post(ref="1205", state="Vacant"), post(ref="1206", territory="zz")
    )
    applied(session, content, "postes.csv")
    before = state_of_the_house(session)
    again = applied(session, content, "postes.csv")
    after = state_of_the_house(session)
    assert again.counts == {"unchanged": 2, "refused": 1}
    assert after.pop("event")[0] == before.pop("event")[0] + 1
    assert after == before


def test_the_end_is_a_word_about_the_only_contract_it_can_be(session):
    adviser, employer = given.adviser(session), foix(session)
    contract = given.contract(session, adviser, employer, ends=date(2026, 12, 31))
    row = only(session, applied_posts(session, post(contract_end="31/01/2027")))
    assert "fin de contrat : 31 décembre 2026 → 31 janvier 2027" in row.detail
    contract = the_contract(session)
    assert (contract.end_date, contract.post_id) == (date(2027, 1, 31), session.exec(select(Post.id)).one())
    said = session.exec(select(DateClaim.source).where(DateClaim.value == date(2027, 1, 31))).all()
    assert said == ["posts_file"]


def test_the_end_stays_with_the_post_when_two_contracts_could_be_meant(session):
    employer = foix(session)
    for _ in range(2):
        given.contract(session, given.adviser(session), employer, ends=date(2026, 12, 31))
    row = only(session, applied_posts(session, post(contract_end="31/01/2027")))
    assert "plusieurs contrats, ou aucun" in row.detail
    assert session.exec(select(Contract.end_date)).all() == [date(2026, 12, 31)] * 2
    assert session.exec(select(Convention.contract_end_date)).one() == date(2027, 1, 31)


def test_the_end_stays_with_the_post_when_two_posts_are_occupied(session):
    given.contract(session, given.adviser(session), foix(session), ends=date(2026, 12, 31))
    applied_posts(session, post(contract_end="31/01/2027"), post(ref="1205", contract_end="28/02/2027"))
    assert session.exec(select(Contract.end_date)).one() == date(2026, 12, 31)


def test_a_contract_of_another_network_is_never_touched(session):
    elsewhere = given.adviser(session, given.network(session, "Un autre réseau").id)
    given.contract(session, elsewhere, foix(session), ends=date(2026, 12, 31))
    applied_posts(session, post(contract_end="31/01/2027"))
    assert the_contract(session).end_date == date(2026, 12, 31)


def test_an_employer_of_that_name_and_departement_gets_the_reference_of_the_scheme(session):
    employer = foix(session)
    applied_posts(session, post())
    session.refresh(employer)
    assert employer.external_id == "88"


def test_a_post_that_empties_is_said_with_the_day_it_was_left(session):
    applied_posts(session, post(), filename="postes_2026-11-01.csv")
    row = only(session, applied_posts(session, post(state="Vacant")))
    assert row.detail == "Poste : occupé → vacant."
    session.expire_all()
    assert session.exec(select(Post.state, Post.vacated_date)).one() == ("vacant", date(2026, 8, 31))


def test_an_older_file_does_not_move_a_convention(session):
    applied_posts(session, post())
    row = only(
        session, applied_posts(session, post(convention_end="31/03/2026"), filename="postes_2026-10-01.csv")
    )
    assert "une source du 20 novembre 2026 est plus récente" in row.detail
    session.expire_all()
    assert session.exec(select(Convention.end_date)).one() == date(2026, 9, 30)


# What nobody finished.


def test_files_that_waited_a_month_are_forgotten_with_their_rows_and_no_other(session):
    old, recent = analysed(session, team(member())), analysed(session, team(member(end="-")))
    asked = analysed(session, b"Qui;Quoi\nAwa;Foix\n", "suivi.csv")
    done = applied(session, team(member(email="x@exemple.org")))
    for one in (old, asked, done):
        one.made_at = clock.now() - timedelta(days=31)
    session.flush()
    retention.forget_unfinished(session)
    session.expire_all()
    assert [one.state for one in (old, asked, recent, done)] == [
        "abandoned",
        "abandoned",
        "analysed",
        "applied",
    ]
    assert (old.content, asked.content) == (b"", b"")
    assert {row.import_id for row in session.exec(select(ImportRow))} == {recent.id, done.id}
