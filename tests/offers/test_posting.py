"""An employer's offer from draft to closing: what is kept, who is told, and what two people at once cannot undo."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import select

from tests import given
from workforce import clock, due
from workforce.accounts.models import Account, Membership
from workforce.alerts import letters
from workforce.alerts.models import Alert
from workforce.chores import Chore
from workforce.journal import Event
from workforce.offers.models import PAST, Match, ModerationNote, Offer
from workforce.offers.posting import actions, expiry, reading, sketches, words
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.posting.models import OfferReport, OfferSketch, Posting
from workforce.offers.posting.states import Act
from workforce.offers.posting.words import MessageDraft, ReportDraft
from workforce.reactions import CHORES, INSIDE
from workforce.refusals import Refused
from workforce.simulation import settle_inside

TEXT = "Vous accompagnez les habitants dans leurs démarches, chaque jour de la semaine."


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


def draft(**values) -> OfferDraft:
    known = {
        "title": "Médiateur numérique H/F",
        "text": TEXT,
        "family": "mediation",
        "contract_kind": "CDD",
        "departement": "83",
    }
    return OfferDraft.model_validate(known | values)


@pytest.fixture
def employer(session):
    found = given.employer(session, name="Mairie d’Hyères")
    given.account(session, "employer", "alice@exemple.fr", employer_id=found.id, seen=True)
    return found


@pytest.fixture
def odile(session):
    return given.account(session, "operator", "odile@exemple.fr", seen=True)


def submitted(session, employer, **values) -> Offer:
    offer = actions.save_draft(session, employer.id, draft(**values))
    actions.submit(session, offer.id)
    return offer


def published(session, employer, **values) -> Offer:
    offer = submitted(session, employer, **values)
    actions.publish(session, offer.id)
    return offer


def posting(session, offer) -> Posting:
    return session.get(Posting, offer.id, populate_existing=True)


def told(session, kind) -> list[Alert]:
    settle_inside(session)
    return list(session.exec(select(Alert).where(Alert.kind == kind).order_by(Alert.id)))


def on(day: date):
    return clock.frozen(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def test_all_that_is_typed_is_kept(session, employer):
    said = {
        "pay_scale": "la grille des animateurs", "level": "5", "postal_code": "83400", "commune": "Hyères",
        "apply_how": "url", "apply_url": "https://hyeres.exemple.fr/emploi", "funded_until": date(2027, 12, 31),
        "hours_per_week": 28.0, "pay_min": 1900, "open_to_contract_staff": True,
    }  # fmt: skip
    offer = actions.save_draft(session, employer.id, draft(**said))
    session.expire_all()
    kept = actions.draft_of(session.get_one(Offer, offer.id), posting(session, offer)).model_dump()
    assert kept == draft(**said).model_dump() | {"pay_max": 1900}


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("postal_code", {"postal_code": "75001"}), ("postal_code", {"postal_code": "834"}), ("level", {"level": "9"}),
        ("apply_url", {"apply_how": "url"}), ("apply_url", {"apply_how": "url", "apply_url": "javascript:alert(1)"}),
        ("apply_contact", {"apply_how": "contact"}), ("apply_how", {"apply_how": "pigeon"}),
        ("pay_min", {"pay_max": 2000}), ("pay_max", {"pay_min": 2000, "pay_max": 1000}),
        ("funded_until", {"starts_on": date(2027, 3, 1), "funded_until": date(2027, 1, 1)}),
        ("length_months", {"contract_kind": "titulaire", "length_months": 12}),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_said_of_its_field(field, values):
    with pytest.raises(Refused) as refused:
        draft(**values)
    assert set(refused.value.errors) == {field}


def test_a_commune_may_borrow_the_postal_code_of_a_neighbour():
    assert draft(departement="83", postal_code="13780").postal_code == "13780"


def test_a_commune_is_written_as_one_likes_and_stands_on_the_map(session, employer):
    offer = actions.save_draft(session, employer.id, draft(commune="la valette du var"))
    assert (offer.commune_code, offer.latitude is not None) == ("83144", True)


def test_a_closing_date_is_within_six_months_unless_it_stands_already(session, employer):
    offer = actions.save_draft(session, employer.id, draft(closes_on=date(2062, 12, 15)))
    with pytest.raises(Refused, match="plus de six mois") as refused:
        actions.submit(session, offer.id)
    assert set(refused.value.errors) == {"closes_on"}
    out = published(session, employer, closes_on=date(2027, 5, 26))
    for _ in range(2):
        expiry.extend(session, out.id)
    standing = draft(closes_on=out.closes_on, starts_on=date(2027, 9, 1))
    assert actions.change_published(session, out.id, standing) is Act.AMEND
    with pytest.raises(Refused, match="plus de six mois"):
        actions.change_published(session, out.id, draft(closes_on=date(2027, 12, 1)))


def test_words_that_shut_the_door_never_reach_a_moderator(session, employer):
    offer = actions.save_draft(session, employer.id, draft(text=f"{TEXT} Profil : moins de 30 ans."))
    with pytest.raises(Refused, match="moins de 30 ans") as refused:
        actions.submit(session, offer.id)
    assert set(refused.value.errors) == {"text"}
    assert offer.state == "draft"


def test_what_only_a_civil_servant_may_be_asked_is_asked_of_nobody_else(session, employer):
    asked = f"{TEXT} Nationalité française exigée."
    tenured = actions.save_draft(session, employer.id, draft(text=asked, contract_kind="titulaire"))
    actions.submit(session, tenured.id)
    assert tenured.state == "in_review"
    with pytest.raises(Refused, match="nationalité"):
        actions.submit(session, actions.save_draft(session, employer.id, draft(text=asked)).id)


def test_each_side_is_told_of_each_round_once(session, employer, odile):
    offer = submitted(session, employer)
    actions.refuse(session, offer.id, "Le lieu de travail manque.", odile.id)
    actions.save_draft(session, employer.id, draft(commune="Toulon"), offer_id=offer.id)
    actions.submit(session, offer.id)
    actions.refuse(session, offer.id, "La durée du contrat manque.", odile.id)
    assert {alert.subject["reason"] for alert in told(session, "offer_refused")} == {
        "Le lieu de travail manque.", "La durée du contrat manque.",
    }  # fmt: skip
    assert len(told(session, "offer_to_review")) == 2
    for event in session.exec(select(Event).where(Event.name.like("Offer%"))):
        event.due_at = clock.now()  # Everything is told again, as after a lost queue.
    session.flush()
    assert len(told(session, "offer_refused")) == 2
    assert len(told(session, "offer_to_review")) == 2


def test_two_moderators_do_not_decide_twice(session, employer, odile):
    offer = submitted(session, employer)
    actions.publish(session, offer.id, odile.id, seen=1)
    with pytest.raises(Refused, match="a changé d’état"):
        actions.refuse(session, offer.id, "Il manque le lieu de travail.", odile.id, seen=1)
    assert session.exec(select(func.count()).select_from(ModerationNote)).one() == 0


def test_a_moderator_decides_on_the_words_that_were_read(session, employer):
    offer = submitted(session, employer)
    actions.take_back(session, offer.id)
    actions.save_draft(session, employer.id, draft(text=f"{TEXT} Autre chose."), offer_id=offer.id)
    actions.submit(session, offer.id)
    with pytest.raises(Refused, match="relisez-la avant de décider"):
        actions.publish(session, offer.id, seen=1)
    actions.publish(session, offer.id, seen=2)
    assert offer.state == "published"


def test_two_colleagues_do_not_undo_each_other_unknowingly(session, employer):
    offer = actions.save_draft(session, employer.id, draft())
    actions.save_draft(session, employer.id, draft(commune="Toulon"), offer_id=offer.id, seen=1)
    with pytest.raises(Refused, match="Quelqu’un d’autre"):
        actions.save_draft(session, employer.id, draft(commune="Hyères"), offer_id=offer.id, seen=1)
    actions.save_draft(session, employer.id, draft(commune="Hyères"), offer_id=offer.id, seen=2)
    assert offer.commune == "Hyères"


def test_the_thread_reaches_the_other_side_once_a_message(session, employer, odile):
    offer = submitted(session, employer)
    actions.write_note(session, offer.id, "Est-ce à temps plein ?", odile.id, by_moderator=True)
    actions.write_note(session, offer.id, "Oui, 35 heures.", None)
    notes = told(session, "offer_note")
    people = {"alice@exemple.fr": True, "odile@exemple.fr": False}
    by_side = {
        session.get_one(Account, alert.account_id).email: session.get_one(
            ModerationNote, alert.subject["note_id"]
        ).by_moderator
        for alert in notes
    }
    assert by_side == people
    assert len(notes) == 2


def test_an_operator_who_leaves_stays_the_moderation_in_the_thread(session, employer, odile):
    offer = submitted(session, employer)
    actions.write_note(session, offer.id, "Est-ce à temps plein ?", odile.id, by_moderator=True)
    session.delete(session.exec(select(Membership).where(Membership.account_id == odile.id)).one())
    session.flush()
    assert [note.by_moderator for note in reading.thread(session, offer.id)] == [True]


def test_the_queue_is_in_the_order_in_which_people_wait(session, employer):
    first = submitted(session, employer, title="Première offre H/F")
    with clock.frozen(clock.now() + timedelta(hours=1)):
        submitted(session, employer, title="Deuxième offre H/F")
    with clock.frozen(clock.now() + timedelta(hours=2)):
        actions.write_note(session, first.id, "Un mot qui ne change pas l’attente.", None)
        first.changed_at = clock.now()
        session.flush()
        assert [one.title for one in reading.offers_to_review(session)] == [
            "Première offre H/F",
            "Deuxième offre H/F",
        ]


def test_who_decided_what_is_kept(session, employer, odile):
    offer = submitted(session, employer)
    actions.publish(session, offer.id, odile.id)
    actions.unpublish(session, offer.id, "Un lecteur signale un critère d’âge.", odile.id)
    acts = [(step.act, step.words) for step in reading.history(session, offer.id)]
    assert acts == [("unpublish", "Un lecteur signale un critère d’âge."), ("publish", ""), ("submit", "")]


def test_dates_change_at_once_and_words_are_read_again(session, employer, odile):
    offer = published(session, employer, closes_on=date(2027, 1, 15))
    later = draft(closes_on=date(2027, 1, 31))
    assert actions.change_published(session, offer.id, later) is Act.AMEND
    assert (offer.state, offer.closes_on) == ("published", date(2027, 1, 31))
    other = draft(closes_on=date(2027, 1, 31), pay_min=2000)
    assert actions.change_published(session, offer.id, other) is Act.REVISE
    assert offer.state == "in_review"
    assert len(told(session, "offer_to_review")) == 2
    actions.publish(session, offer.id)
    assert actions.change_published(session, offer.id, other.model_copy(update={"pay_max": 2000})) is None


def test_a_published_offer_never_takes_words_that_shut_the_door(session, employer):
    offer = published(session, employer)
    with pytest.raises(Refused):
        actions.change_published(session, offer.id, draft(closes_on=offer.closes_on, title="Médiateur (H)"))
    session.refresh(offer)
    assert (offer.state, offer.title) == ("published", "Médiateur numérique H/F")


def test_an_offer_taken_off_comes_back_with_its_first_date(session, employer, odile):
    offer = published(session, employer)
    out_since = offer.published_at
    actions.unpublish(session, offer.id, "Un lecteur signale un critère d’âge.", odile.id)
    assert len(told(session, "offer_unpublished")) == 1
    with clock.frozen(clock.now() + timedelta(days=2)):
        actions.publish(session, offer.id, odile.id)
    assert offer.published_at == out_since


def test_a_date_that_passed_in_the_queue_is_not_published(session, employer):
    offer = submitted(session, employer, closes_on=date(2026, 11, 25))
    with on(date(2026, 11, 26)), pytest.raises(Refused, match="passée pendant la relecture"):
        actions.publish(session, offer.id)


def test_a_copy_has_the_words_and_not_the_dates(session, employer):
    offer = published(
        session, employer, closes_on=date(2027, 1, 15), pay_min=1900, level="4", starts_on=date(2027, 2, 1)
    )
    copy = session.get_one(Offer, actions.start_from(session, offer.id, None))
    assert (copy.state, copy.title, copy.pay_min, copy.plain) == ("draft", offer.title, 1900, offer.plain)
    assert (copy.closes_on, copy.starts_on, posting(session, copy).level) == (None, None, "4")


def test_a_draft_that_nobody_read_is_deleted_and_any_other_is_not(session, employer):
    offer = actions.save_draft(session, employer.id, draft())
    actions.delete(session, offer.id)
    assert session.exec(select(func.count()).select_from(Offer)).one() == 0
    other = submitted(session, employer)
    actions.take_back(session, other.id)
    with pytest.raises(Refused, match="elle peut être close"):
        actions.delete(session, other.id)


def test_an_offer_of_a_feed_is_nobodys_to_change(session):
    offer = Offer(title="D’ailleurs", state="published", url="https://ailleurs.exemple.fr/1")
    session.add(offer)
    session.flush()
    for act in (actions.take_back, expiry.extend, expiry.reopen):
        with pytest.raises(Refused, match="autre source"):
            act(session, offer.id)


def test_the_warning_is_told_once_for_each_closing_date(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    for day in (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4)):
        with on(day):
            expiry.warn(session)
            expiry.warn(session)
            warned = [alert.subject["closes_on"] for alert in told(session, "offer_expiring")]
    assert warned == ["2026-12-10"]
    with on(date(2026, 12, 5)):
        assert expiry.extend(session, offer.id) == date(2027, 1, 9)
        expiry.warn(session)
    with on(date(2027, 1, 4)):
        expiry.warn(session)
        assert {alert.subject["closes_on"] for alert in told(session, "offer_expiring")} == {
            "2026-12-10",
            "2027-01-09",
        }


def test_the_warning_leaves_seven_days(session, employer):
    published(session, employer, closes_on=date(2026, 12, 10))
    with on(date(2026, 12, 2)):
        expiry.warn(session)
        assert told(session, "offer_expiring") == []
    with on(date(2026, 12, 3)):
        expiry.warn(session)
        assert len(told(session, "offer_expiring")) == 1


def test_an_offer_without_date_gets_one(session, employer):
    assert published(session, employer).closes_on == date(2027, 1, 22)


def test_a_published_offer_whose_date_is_taken_away_gets_another(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    assert actions.change_published(session, offer.id, draft()) is Act.AMEND
    session.flush()
    session.refresh(offer)
    assert (offer.state, offer.closes_on) == ("published", date(2027, 1, 22))


def test_an_offer_closes_by_itself_and_its_employer_is_told_and_may_reopen_it(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    with on(date(2026, 12, 11)):
        expiry.close_past(session)
        session.refresh(offer)
        assert (offer.state, offer.closing_reason) == ("closed", PAST)
        assert len(told(session, "offer_expired")) == 1
        assert expiry.asks_why(offer, posting(session, offer))
    with on(date(2027, 1, 9)):
        assert expiry.reopen(session, offer.id) == date(2027, 2, 8)
        assert (offer.state, offer.closing_reason, offer.closed_at) == ("published", "", None)


def test_an_offer_is_reopened_within_thirty_days_as_it_was_read(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    with on(date(2026, 12, 11)):
        expiry.close_past(session)
    with on(date(2027, 1, 12)), pytest.raises(Refused, match="30 jours"):
        expiry.reopen(session, offer.id)
    other = submitted(session, employer)
    expiry.close(session, other.id, "cancelled")
    with pytest.raises(Refused, match="30 jours"):
        expiry.reopen(session, other.id)  # No moderator ever read it.
    third = published(session, employer)
    actions.unpublish(session, third.id, "Un lecteur signale un critère d’âge.", None)
    expiry.close(session, third.id, "cancelled")
    with pytest.raises(Refused, match="30 jours"):
        expiry.reopen(session, third.id)  # A moderator took it off.


def test_an_offer_is_prolonged_three_times_at_most(session, employer):
    offer = published(session, employer)
    for _ in range(expiry.MOST_EXTENSIONS):
        expiry.extend(session, offer.id)
    with pytest.raises(Refused, match="3 fois"):
        expiry.extend(session, offer.id)


def test_the_same_click_prolongs_once(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    told_for = offer.closes_on
    assert expiry.extend(session, offer.id, told_for=told_for) == date(2027, 1, 9)
    assert expiry.extend(session, offer.id, told_for=told_for) == date(2027, 1, 9)
    assert posting(session, offer).extensions == 1


def test_why_an_offer_is_over_is_asked_once(session, employer):
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    with on(date(2026, 12, 11)):
        expiry.close_past(session)
        expiry.close(session, offer.id, "filled_here")
        assert offer.closing_reason == "Pourvue par une personne rencontrée ici"
        assert not expiry.asks_why(offer, posting(session, offer))
        expiry.close(session, offer.id, "filled_here")
    acts = [step.act for step in reading.history(session, offer.id)]
    assert acts.count("explain") == 1


def test_offers_of_feeds_close_in_silence(session, employer):
    offer = Offer(
        title="D’ailleurs", state="published", closes_on=date(2026, 11, 1), published_at=clock.now()
    )
    session.add(offer)
    session.flush()
    expiry.close_past(session)
    session.refresh(offer)
    assert offer.state == "closed"
    assert session.exec(select(Event).where(Event.name == "OfferExpired")).all() == []


def test_the_end_of_offers_is_a_chore_that_a_lost_night_only_delays(session, employer):
    assert {"warn-of-closing-offers", "close-past-offers", "forget-old-sketches"} <= CHORES.keys()
    offer = published(session, employer, closes_on=date(2026, 12, 10))
    for name in ("warn-of-closing-offers", "close-past-offers"):
        session.add(Chore(name=name, due_at=clock.now()))
    session.flush()
    with on(date(2026, 12, 14)):
        ids = due.lease(session, Chore, 10)
        assert due.lease(session, Chore, 10) == []
    with clock.frozen(datetime(2026, 12, 14, 9, 10, tzinfo=UTC)):  # The worker died: the lease has run out.
        assert set(due.lease(session, Chore, 10)) == set(ids)
        INSIDE[Chore](session, ids)
        session.refresh(offer)
        assert offer.state == "closed"
        assert len(told(session, "offer_expired")) == 1
        assert told(session, "offer_expiring") == []


def test_a_reader_reports_once_and_is_not_named(session, employer, odile):
    offer, awa = (
        published(session, employer),
        given.account(session, "adviser", adviser_id=given.adviser(session).id),
    )
    assert words.report(session, offer.id, ReportDraft(reason="discrimination", details="« Jeune »."), awa.id)
    assert not words.report(session, offer.id, ReportDraft(reason="wrong"), awa.id)
    (alert,) = told(session, "offer_reported")
    assert alert.account_id == odile.id
    (report,) = reading.reports(session, offer.id)
    assert (report.reason, report.words) == ("discrimination", "« Jeune ».")
    assert [one.reports for one in reading.offers_reported(session)] == [1]
    assert reading.count_to_review(session) == 1


def test_a_report_is_settled_by_whoever_judges_first(session, employer, odile):
    offer, awa = (
        published(session, employer),
        given.account(session, "adviser", adviser_id=given.adviser(session).id),
    )
    words.report(session, offer.id, ReportDraft(reason="gone"), awa.id)
    (report,) = reading.reports(session, offer.id)
    words.dismiss(session, report.id, odile.id)
    words.dismiss(session, report.id, None)
    assert session.get_one(OfferReport, report.id).settled_by == odile.id
    assert words.report(session, offer.id, ReportDraft(reason="wrong"), awa.id)
    actions.unpublish(session, offer.id, "Un lecteur signale une erreur.", odile.id)
    assert len(reading.reports(session, offer.id)) == 1  # Still under the moderator's eyes.
    actions.publish(session, offer.id, odile.id)
    assert reading.reports(session, offer.id) == []


def test_a_message_reaches_the_employer_with_the_name_that_its_author_gives(session, employer):
    offer = published(session, employer)
    awa = given.account(session, "adviser", "awa@exemple.fr", adviser_id=given.adviser(session).id)
    words.write_to_employer(
        session, offer.id, MessageDraft(words="Bonjour, votre offre m’intéresse."), awa.id
    )
    (alert,) = told(session, "offer_contacted")
    letter = letters.write(session, alert, session.get_one(Account, alert.account_id))
    assert "awa@exemple.fr" in letter.text
    assert "votre offre m’intéresse" in letter.text


def test_messages_have_a_limit_and_go_only_where_they_are_asked_for(session, employer):
    awa = given.account(session, "adviser", adviser_id=given.adviser(session).id)
    message = MessageDraft(words="Bonjour, votre offre m’intéresse.")
    elsewhere = published(session, employer, apply_how="contact", apply_contact="rh@hyeres.exemple.fr")
    with pytest.raises(Refused, match="Comment postuler"):
        words.write_to_employer(session, elsewhere.id, message, awa.id)
    offer = published(session, employer)
    for _ in range(words.MESSAGES_A_DAY):
        words.write_to_employer(session, offer.id, message, awa.id)
    with pytest.raises(Refused, match="reprenez demain"):
        words.write_to_employer(session, offer.id, message, awa.id)


@pytest.mark.parametrize("act", [words.report, words.write_to_employer])
def test_nobody_writes_about_an_offer_that_is_not_out(session, employer, act):
    awa = given.account(session, "adviser", adviser_id=given.adviser(session).id)
    offer = submitted(session, employer)
    said = (
        ReportDraft(reason="gone")
        if act is words.report
        else MessageDraft(words="Bonjour, cela m’intéresse.")
    )
    with pytest.raises(Refused, match="plus en ligne"):
        act(session, offer.id, said, awa.id)


def test_what_is_typed_is_kept_a_form_and_a_person_and_forgotten_in_the_end(session, employer):
    alice, bruno = (given.account(session, "employer", employer_id=employer.id) for _ in range(2))
    sketches.keep(session, alice.id, employer.id, None, {"title": "Un"})
    sketches.keep(session, alice.id, employer.id, None, {"title": "Deux"})
    sketches.keep(session, bruno.id, employer.id, None, {"title": "Trois"})
    assert sketches.kept(session, alice.id, employer.id, None).typed == {"title": "Deux"}
    assert sketches.kept(session, bruno.id, employer.id, None).typed == {"title": "Trois"}
    actions.save_draft(session, employer.id, draft(), alice.id)
    assert sketches.kept(session, alice.id, employer.id, None) is None
    with clock.frozen(clock.now() + timedelta(days=61)):
        sketches.forget_old(session)
    assert session.exec(select(OfferSketch)).all() == []


def test_matches_follow_what_is_out(session, employer):
    adviser = given.adviser(session, departement="83")
    given.contract(session, adviser, starts=date(2025, 4, 15), ends=date(2027, 4, 14))
    offer = published(session, employer)
    settle_inside(session)
    assert session.exec(select(Match.offer_id).where(Match.adviser_id == adviser.id)).all() == [offer.id]
