"""The referential on the operators' screen: read, changed in two steps, sent out and in, faults said, history taken again."""

import json
import re
from html import unescape
from io import BytesIO

import pytest

from tests import given
from tests.web import desks
from tests.web.cast import cast, words
from workforce.skills import actions as skills
from workforce.skills.actions import load_referential
from workforce.skills.titles import document, versions
from workforce.skills.titles.in_force import forget, in_force

HERE = "/exploitation/referentiel"


@pytest.fixture
def operator(session, moment):
    load_referential(session)
    return desks.browser(session, given.account(session, "operator", name="Odile"))


def hidden(answer) -> dict[str, str]:
    html = answer.get_data(as_text=True)
    return {
        name: unescape(re.search(rf'name="{name}" value="([^"]*)"', html)[1])
        for name in ("document", "based_on", "origin")
    }


def fields_of(answer) -> dict[str, str]:
    """Return what a browser would send back of the form of a title, as it came."""
    html = answer.get_data(as_text=True).partition('action="/exploitation/referentiel/titres"')[2]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = unescape(value[1]) if value else ""
        elif name and " checked" in tag:
            found[name[1]] = "1"
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_the_page_says_what_is_known_what_is_not_and_who_may_finish(operator):
    page = words(operator.get(HERE))
    assert (
        "Remplacé" in page or "Fermé : plus personne ne peut le terminer depuis le 13 juillet 2026." in page
    )
    assert "MN-CCP2 : libellé à compléter" in page
    assert "Ses blocs ne sont pas connus." in page
    assert "en vigueur" in page


def test_a_title_sent_back_as_it_came_changes_nothing(operator):
    for code in ("CMN", "REMN", "MN"):
        typed = fields_of(operator.get(f"{HERE}/titre?code={code}"))
        assert "Rien ne changerait" in words(operator.post(f"{HERE}/titres", data=typed))


def test_a_bloc_is_described_in_two_steps_and_everybody_is_told_the_new_words(session, operator):
    people = cast(session)
    skills.hold(session, people.adviser.id, "MN-CCP2", None)
    typed = fields_of(operator.get(f"{HERE}/titre?code=MN"))
    typed |= {"bloc-1-name": "Contribuer à un projet", "bloc-1-lines": "Monter un projet | projet*, montage"}
    read = operator.post(f"{HERE}/titres", data=typed)
    assert "MN-CCP2 : le libellé devient « Contribuer à un projet » (avant : inconnu)." in words(read)
    assert "Nouvelle compétence : Monter un projet (MN-C6)." in words(read)
    assert "1 personne a obtenu un bloc touché." in words(read)
    assert in_force(session).by_ccp["MN-CCP2"].name is None
    kept = operator.post(
        f"{HERE}/versions", data=hidden(read) | {"note": "Arrêté de novembre"}, follow_redirects=True
    )
    assert "est en vigueur" in words(kept)
    assert "par Odile Arrêté de novembre" in words(kept) or "par Odile. Arrêté de novembre" in words(kept)
    assert "Contribuer à un projet" in words(people.owner.get(people.at("/competences")))
    assert "Monter un projet" in words(people.owner.get(people.at("/preuves")))


def test_a_title_is_added_by_data_alone(operator):
    typed = fields_of(operator.get(f"{HERE}/titre")) | {
        "code": "an", "name": "Animateur du numérique", "starts_on": "13/07/2030",
        "bloc-0-number": "1", "bloc-0-name": "Accueillir", "bloc-0-lines": "Accueillir les gens",
    }  # fmt: skip
    page = words(operator.post(f"{HERE}/titres", data=typed))
    assert "Nouveau titre : Animateur du numérique (AN)." in page


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"ends_on": "01/01/2019"}, "", "Le titre REMN se termine avant de commencer."),
        ({"ends_on": "demain"}, "", "Titre REMN, ends_on : une date s’écrit 2025-07-13."),
        ({"level": "cinq"}, "level", "Écrivez un nombre entier, en chiffres."),
        ({"bloc-0-number": ""}, "bloc-0-number", "Écrivez un nombre entier, en chiffres."),
        ({"name": ""}, "", "Titre REMN, name : ce texte est vide ou trop court."),
        ({"bloc-1-name": ""}, "", "est dit complet, mais un bloc n’a pas de libellé"),
    ],
)
def test_a_fault_on_the_screen_is_said_and_loses_nothing_typed(operator, change, field, sentence):
    typed = fields_of(operator.get(f"{HERE}/titre?code=REMN")) | {"note": "Une note à garder"} | change
    answer = operator.post(f"{HERE}/titres", data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Une note à garder" in answer.get_data(as_text=True)
    assert not field or f'id="field-{field}-error"' in answer.get_data(as_text=True)


def test_a_bloc_that_people_hold_stays(session, operator):
    skills.hold(session, given.adviser(session).id, "REMN-CCP3", None)
    typed = fields_of(operator.get(f"{HERE}/titre?code=REMN")) | {"bloc-2-drop": "1", "is_complete": ""}
    answer = operator.post(f"{HERE}/titres", data=typed)
    assert answer.status_code == 422
    assert "REMN-CCP3 ne peut pas être retiré, 1 personne l’a obtenu" in words(answer)


def test_an_equivalence_is_official_only_with_its_text(operator):
    rows = {"eq-0-from": "REMN-CCP1", "eq-0-to": "MN-CCP1", "eq-0-status": "official", "eq-0-source": ""}
    answer = operator.post(f"{HERE}/equivalences", data=rows)
    assert (answer.status_code, "est dite officielle sans source" in words(answer)) == (422, True)
    page = words(operator.post(f"{HERE}/equivalences", data=rows | {"eq-0-source": "Arrêté"}))
    assert "REMN-CCP1 → MN-CCP1 : officielle (Arrêté)" in page
    assert "Équivalence retirée : REMN-CCP2 → MN-CCP2." in page


def test_the_file_goes_out_is_changed_and_comes_back(operator):
    out = operator.get(f"{HERE}.json")
    assert out.headers["Content-Disposition"].startswith("attachment; filename=referentiel-v")
    mine = json.loads(out.get_data())
    mine["titles"][0]["note"] = "Complétée"
    sent = {"file": (BytesIO(json.dumps(mine).encode()), "referentiel.json")}
    page = operator.post(f"{HERE}/fichier", data=sent)
    assert "CMN : la note devient « Complétée »" in words(page)
    assert hidden(page)["origin"] == "file"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"pas du json", "Ce fichier n’est pas du JSON lisible (ligne 1)."),
        (b"\xff\xfe\x00", "Ce fichier n’est pas du JSON lisible"),
        (b'{"titles": 3}', "Titles : ce doit être une liste."),
        (b"[" * 200_000, "Ce fichier n’est pas du JSON lisible"),
    ],
)
def test_a_file_with_faults_changes_nothing_and_says_them(operator, content, sentence):
    answer = operator.post(f"{HERE}/fichier", data={"file": (BytesIO(content), "r.json")})
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_file_too_big_is_not_even_read(operator, monkeypatch):
    monkeypatch.setattr(document, "LARGEST", 1000)
    answer = operator.post(f"{HERE}/fichier", data={"file": (BytesIO(b" " * 1001), "r.json")})
    assert (answer.status_code, "dépasse 1024 Ko" in words(answer)) == (422, True)


def test_two_operators_at_once_the_second_reads_their_changes_again(session, operator):
    mine = document.shipped_document()
    mine["titles"][0]["note"] = "De l’une"
    based_on = versions.number_of_last(session)
    versions.save(session, mine, based_on, "screen", "", None)
    mine["titles"][0]["note"] = "De l’autre"
    typed = {"document": json.dumps(mine), "based_on": str(based_on), "origin": "screen", "note": "La mienne"}
    answer = operator.post(f"{HERE}/versions", data=typed)
    assert answer.status_code == 422
    assert "Quelqu’un a enregistré une autre version entre-temps" in words(answer)
    assert "la note devient « De l’autre » (avant : « De l’une »)" in words(answer)
    assert "La mienne" in answer.get_data(as_text=True)
    assert operator.post(f"{HERE}/versions", data=hidden(answer)).status_code == 303


def test_a_former_version_is_read_and_taken_again(session, operator):
    first = versions.number_of_last(session)
    mine = document.shipped_document()
    mine["titles"][0]["note"] = "Essai"
    versions.save(session, mine, first, "screen", "Pour voir", None)
    assert "la note devient « Essai »" in words(operator.get(f"{HERE}/versions/{first + 1}"))
    page = operator.post(f"{HERE}/versions/{first}/reprise")
    assert hidden(page)["origin"] == "former"
    operator.post(f"{HERE}/versions", data=hidden(page))
    forget(session)
    assert in_force(session).by_title["CMN"].note.startswith("Blocs, compétences")
