import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

from workforce.alerts.messages import LOCKED_KINDS, LetterKind, letter_environment, one_line, render_letter
from workforce.trainings.sessions.outcomes import RESIT

TEMPLATES = Path(__file__).parents[2] / "templates"
HOST = "https://passerelle.example"
TODAY, END = date(2026, 11, 22), date(2027, 4, 14)

FRAME = {
    "name": "Awa",
    "product": "Passerelle",
    "next_date": date(2027, 1, 14),
    "settings_url": f"{HOST}/alertes",
    "today": TODAY,
}
OFFER = {
    "title": "Conseillère numérique",
    "employer": "Mairie d’Hyères",
    "place": "Hyères (83)",
    "closes_on": date(2026, 12, 13),
}
SESSION = {
    "name": "la session du GRETA",
    "body": "Le GRETA du Var",
    "starts_on": date(2027, 1, 11),
    "ends_on": date(2027, 4, 2),
    "enrol_by": date(2026, 12, 14),
}
HELD = {
    "blocs": "CCP2 (MN)",
    "body": "GRETA du Var",
    "starts_on": date(2027, 1, 11),
    "ends_on": date(2027, 4, 2),
    "jury_on": date(2027, 4, 9),
    "place": "Toulon, Var (83)",
    "session_url": f"{HOST}/sessions/4",
}


def held(names: str) -> dict:
    return {name: HELD[name] for name in names.split()}


DECIDED = {"bloc": "CCP2 (MN)", "outcome": "non obtenu", "decided_on": date(2027, 4, 9)}
ASKED = {
    "adviser": "A. Martin",
    "employer": "Mairie d’Hyères",
    "end_date": END,
    "reasons": ["Personne n’a encore confirmé cette date."],
    "url": f"{HOST}/reponse/abc",
}
PUBLISHED = {"offer_title": OFFER["title"], "offer_url": f"{HOST}/offres/3"}

CONTEXTS = {
    LetterKind.PLANETS_ALIGNED: {
        "bloc": 2,
        "where": "dans le Var",
        "audience": "trainer",
        "learners": "9 personnes",
        "employers": 2,
        "bodies": 1,
        "page_url": f"{HOST}/organismes/3/sessions/nouvelle",
        "page_label": "Ouvrir une session",
    },
    LetterKind.PLANETS_INVITATION: {
        "inviter": "Le réseau du Var",
        "bloc": 2,
        "where": "dans le Var",
        "audience": "learners",
        "answer_url": f"{HOST}/ca-m-interesse/abc",
        "silence_url": f"{HOST}/mes-alertes",
    },
    LetterKind.SESSION_AWAITED: {
        "body": "Le GRETA du Var",
        "blocs": ["REMN-CCP2"],
        "where": "dans le Var",
        "starts_on": date(2027, 1, 11),
        "ends_on": date(2027, 3, 26),
        "enrol_by": None,
        "session_url": f"{HOST}/sessions/3",
        "wishes_url": f"{HOST}/conseillers/3/formations",
    },
    LetterKind.PLEDGE_EXPIRING: {
        "kind": "wish",
        "bloc": 2,
        "expires_on": date(2027, 5, 26),
        "answer_url": f"{HOST}/toujours-d-accord/abc",
    },
    LetterKind.POST_TO_REFILL: {
        "employer": "Mairie d’Hyères",
        "number": "50123",
        "person": "A. Martin",
        "vacated_on": date(2026, 10, 31),
        "refill_by": date(2027, 4, 30),
        "source": "conditions de la subvention du dispositif",
        "is_own": True,
        "posts_url": f"{HOST}/structures/3/postes",
    },
    LetterKind.CONTRACT_ENDS: {
        "end_date": END,
        "employer": "Mairie d’Hyères",
        "act_before": date(2027, 2, 14),
        "acts": [
            {
                "label": "Demander une réponse",
                "on": date(2027, 2, 14),
                "is_indicative": True,
                "source": "décret 88-145",
            },
            {"label": "Prendre un rendez-vous", "on": END, "is_indicative": False, "source": ""},
        ],
        "cautions": ["Refuser un renouvellement peut fermer le droit à l’ARE."],
        "offers_count": 3,
        "trainings_count": 1,
        "options_url": f"{HOST}/suite",
        "correct_url": f"{HOST}/dates?clef=a&b=c",
        "handover_url": f"{HOST}/contrats/5/passation",
    },
    LetterKind.CONTRACT_ENDS_EMPLOYER: {
        "adviser": "A. Martin",
        "end_date": END,
        "notice_date": date(2027, 2, 14),
        "is_indicative": True,
        "source": "décret 88-145",
        "handover_url": f"{HOST}/contrats/5/passation",
        "answer_url": f"{HOST}/reponse",
        "funding": "La subvention du poste s’arrête le 27 février 2027, 46 jours avant la fin du contrat.",
    },
    LetterKind.CONTRACT_ENDS_COORDINATOR: {
        "adviser": "A. Martin",
        "employer": "Mairie d’Hyères",
        "end_date": END,
        "notice_date": date(2027, 2, 14),
        "reasons": ["Aucune candidature en cours."],
        "file_url": f"{HOST}/conseillers/4",
    },
    LetterKind.RENEWAL_ANSWERED: {
        "whose": "d’Awa Martin",
        "employer": "Mairie d’Hyères",
        "end_date": END,
        "answer": "end",
        "file_url": f"{HOST}/conseillers/4/contrat",
    },
    LetterKind.DEADLINE_NEAR: {
        "on": date(2026, 12, 22),
        "label": "Dossier Transitions Pro",
        "whose": "",
        "reasons": [
            "Le dossier se dépose avant la fin du CDD.",
            "Le contrat se termine le 23 décembre 2026.",
        ],
        "source": "Code du travail, article L6323-17-1",
        "is_indicative": False,
        "file_url": f"{HOST}/conseillers/4/contrat",
    },
    LetterKind.FUNDING_ENDS: {
        "end_date": date(2027, 2, 27),
        "employer": "Mairie d’Hyères",
        "whose": "d’Awa Martin",
        "audience": "coordinator",
        "sentence": "La subvention du poste s’arrête le 27 février 2027, 46 jours avant la fin du contrat.",
        "file_url": f"{HOST}/conseillers/4/contrat",
    },
    LetterKind.POST_FUNDED_AGAIN: {
        "end_date": END,
        "funded_until": date(2029, 4, 14),
        "employer": "Mairie d’Hyères",
        "whose": "",
        "audience": "adviser",
        "sentence": "Le poste est financé jusqu’au 14 avril 2029, mais le contrat se termine le 14 avril 2027.",
        "file_url": f"{HOST}/conseillers/4/contrat",
    },
    LetterKind.DATE_CHECK: {
        "whose": "d’Awa Martin",
        "employer": "Mairie d’Hyères",
        "end_date": END,
        "reasons": ["Personne n’a encore confirmé cette date."],
        "answer_url": f"{HOST}/reponse/abc",
        "expires_on": date(2026, 12, 22),
    },
    LetterKind.RENEWAL_QUESTION: {
        "adviser": "Awa Martin",
        "whose": "d’Awa Martin",
        "end_date": END,
        "notice_date": date(2027, 2, 14),
        "is_indicative": True,
        "source": "décret 88-145",
        "answers": [("Renouveler", f"{HOST}/reponse/abc?reponse=renew")],
        "answer_url": f"{HOST}/reponse/abc",
        "expires_on": date(2027, 1, 21),
    },
    LetterKind.AFTER_END: {
        "employer": "Mairie d’Hyères",
        "end_date": date(2026, 10, 23),
        "answers": [("Je cherche un emploi", f"{HOST}/reponse/abc?reponse=searching")],
        "answer_url": f"{HOST}/reponse/abc",
        "expires_on": date(2027, 1, 21),
    },
    LetterKind.QUESTIONS_COORDINATOR: {
        "count": 2,
        "checks": [ASKED],
        "renewals": [ASKED],
        "others": 3,
        "list_url": f"{HOST}/reseaux/1/questions",
    },
    LetterKind.DEADLINE_PASSED_SUMMARY: {
        "deadlines": [
            {"about": "A. Martin", "label": "Réponse de l’employeur", "on": date(2026, 11, 19)},
            {"about": "B. Petit", "label": "Dossier de transition", "on": date(2026, 11, 21)},
        ],
        "list_url": f"{HOST}/echeances",
    },
    LetterKind.TRAINING_SUGGESTED: {
        "missing": "le CCP2 et le CCP3",
        "title_name": "Médiateur numérique",
        "session": SESSION,
        "reasons": ["Elle se termine avant la fin de votre contrat."],
        "warnings": ["Équivalence à confirmer."],
        "funding": ["CPF : en heures."],
        "session_url": f"{HOST}/formations/8",
        "not_now_url": f"{HOST}/pas-maintenant",
    },
    LetterKind.SESSION_CHANGED: {
        **held("blocs body starts_on ends_on session_url"),
        "what": ["withdrawn"],
        "reason": "Trop peu d’inscrits.",
    },
    LetterKind.ENROLMENT_CLOSES: {
        **held("blocs body starts_on ends_on session_url"),
        "about": date(2026, 12, 14),
    },
    LetterKind.SESSION_NEAR: {
        **held("blocs body ends_on place session_url"),
        "step": "start",
        "about": date(2027, 1, 11),
    },
    LetterKind.RESULT_OWED: {
        **held("blocs starts_on ends_on jury_on"),
        "about": date(2027, 4, 9),
        "people_url": f"{HOST}/sessions/4/inscriptions",
    },
    LetterKind.ENROLMENT_NEWS: {
        **held("blocs starts_on ends_on"),
        "person": "Awa Diallo",
        "email": "awa@exemple.fr",
        "act": "ask",
        "people_url": f"{HOST}/sessions/4/inscriptions",
    },
    LetterKind.ENROLMENT_ANSWERED: {**held("blocs body starts_on ends_on place session_url"), "act": "enrol"},
    LetterKind.SEAT_OFFERED: {
        **held("blocs body starts_on ends_on session_url"),
        "until": datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
    },
    LetterKind.RESULT_GIVEN: {**held("body session_url"), **DECIDED, "passed": False, "resit": RESIT},
    LetterKind.RESULT_CONTESTED: {
        **DECIDED,
        "person": "Awa Diallo",
        "words": "Le jury m’a dit le contraire.",
        "people_url": f"{HOST}/sessions/4/inscriptions",
    },
    LetterKind.TRAINING_CONFLICT_GONE: {"session": SESSION, "end_date": END, "plan_url": f"{HOST}/plan"},
    LetterKind.TRAINING_CONFLICT_MET: {
        "session": SESSION,
        "end_date": END,
        "warnings": ["Votre contrat se termine pendant la formation : vous avez le droit de la finir."],
        "plan_url": f"{HOST}/plan",
        "not_now_url": f"{HOST}/pas-maintenant",
    },
    LetterKind.OFFER_MATCHED: {
        "offer": OFFER,
        "fits": ["À 12 km de chez vous."],
        "lacks": ["Il manque le CCP3."],
        "training": {"label": "CCP3 à distance", "url": f"{HOST}/formations/9"},
        "offer_url": f"{HOST}/offres/3",
    },
    LetterKind.SEARCH_NEWS: {
        "search_name": "Mes fablabs",
        "filters": "« fablab », Var (83)",
        "rhythm": "chaque jour à 8 h",
        "offers": [
            {
                "title": "Fabmanager",
                "employer": "Mairie d’Hyères",
                "place": "Hyères (83)",
                "contract": "CDD de 18 mois",
                "closes_on": date(2026, 12, 13),
                "fits": ["Le poste est dans votre commune, Hyères."],
                "lacks": ["Le CCP2 est demandé pour ce métier."],
                "url": f"{HOST}/offres/3",
            }
        ],
        "more": 2,
        "searches_url": f"{HOST}/recherches",
        "stop_url": f"{HOST}/recherches/arret/clef",
    },
    LetterKind.OFFER_TO_REVIEW: {
        "offer_title": PUBLISHED["offer_title"],
        "employer": "Mairie de Brignoles",
        "sent_on": TODAY,
        "review_url": "https://passerelle.example/exploitation/moderation",
    },
    LetterKind.OFFER_IN_REVIEW: {**PUBLISHED, "sent_on": TODAY},
    LetterKind.OFFER_PUBLISHED: {**PUBLISHED, "closes_on": date(2026, 12, 13)},
    LetterKind.OFFER_REFUSED: {**PUBLISHED, "refused_on": TODAY, "reason": "Le nom de l’employeur manque."},
    LetterKind.OFFER_UNPUBLISHED: {
        **PUBLISHED,
        "taken_on": TODAY,
        "reason": "Un lecteur signale un critère d’âge.",
    },
    LetterKind.OFFER_NOTE: {
        "offer_title": PUBLISHED["offer_title"],
        "employer": "Mairie de Brignoles",
        "words": "Le poste est-il à temps plein ?\n\nMerci.",
        "written_on": TODAY,
        "by_moderator": False,
        "page_url": f"{HOST}/offres/3/suivi",
    },
    LetterKind.OFFER_REPORTED: {
        "offer_title": PUBLISHED["offer_title"],
        "employer": "Mairie de Brignoles",
        "reason": "le poste est déjà pourvu ou n’existe plus",
        "words": "J’ai appelé la mairie.",
        "reported_on": TODAY,
        "review_url": f"{HOST}/exploitation/moderation/3",
    },
    LetterKind.OFFER_EXPIRING: {
        "offer_title": PUBLISHED["offer_title"],
        "closes_on": date(2026, 12, 13),
        "until": date(2027, 1, 12),
        "can_extend": True,
        "answer_url": f"{HOST}/offre-a-terme/abc",
    },
    LetterKind.OFFER_EXPIRED: {
        "offer_title": PUBLISHED["offer_title"],
        "closed_on": date(2026, 12, 13),
        "can_reopen": True,
        "reopen_before": date(2027, 1, 13),
        "answer_url": f"{HOST}/offre-a-terme/abc",
    },
    LetterKind.OFFER_CONTACTED: {
        **PUBLISHED,
        "author": "Awa Diallo",
        "author_email": "awa@exemple.fr",
        "words": "Bonjour,\nvotre offre m’intéresse.",
        "sent_on": TODAY,
    },
    LetterKind.FEED_FAILED: {
        "feed_name": "Emploi territorial, Var",
        "cause": "le site ne répond pas.",
        "failed_on": TODAY,
        "tries": 5,
        "retry_on": date(2026, 11, 23),
        "feed_url": f"{HOST}/sources/1",
    },
    LetterKind.SIGN_IN_LINK: {"asked_on": TODAY, "minutes": 15, "link_url": f"{HOST}/entrer/abc"},
    LetterKind.INVITATION: {
        "inviter": "Le réseau du Var",
        "role": "coordinatrice",
        "link_url": f"{HOST}/invitation/abc",
        "expires_on": date(2026, 12, 6),
    },
    LetterKind.CHANNEL_TEST: {"channel": "Signal", "sent_on": TODAY, "channels_url": f"{HOST}/canaux"},
    LetterKind.IMPORT_DONE: {
        "file_name": "equipe.xlsx",
        "done_on": TODAY,
        "created": 1200,
        "updated": 1,
        "unchanged": 0,
        "refused": 2,
        "report_url": f"{HOST}/imports/2",
    },
}
# The same letters with everything that may be absent absent.
BARE = {
    LetterKind.CONTRACT_ENDS: {"act_before": None, "acts": [], "cautions": []},
    LetterKind.CONTRACT_ENDS_EMPLOYER: {
        "notice_date": None,
        "is_indicative": False,
        "source": "",
        "funding": "",
    },
    LetterKind.CONTRACT_ENDS_COORDINATOR: {"notice_date": None, "reasons": []},
    LetterKind.DATE_CHECK: {"whose": "", "reasons": []},
    LetterKind.RENEWAL_QUESTION: {"notice_date": None, "is_indicative": False, "source": ""},
    LetterKind.QUESTIONS_COORDINATOR: {"count": 1, "renewals": [], "others": 0},
    LetterKind.TRAINING_SUGGESTED: {"session": {**SESSION, "enrol_by": None}, "warnings": [], "funding": []},
    LetterKind.SESSION_CHANGED: {
        "what": ["dates", "jury", "place"],
        "jury_on": date(2027, 4, 9),
        "place": "Toulon",
    },
    LetterKind.SESSION_NEAR: {"step": "jury", "about": date(2027, 4, 9)},
    LetterKind.ENROLMENT_ANSWERED: {"act": "refuse", "words": "Le bloc 1 est demandé."},
    LetterKind.RESULT_GIVEN: {"passed": True, "outcome": "obtenu", "resit": ""},
    LetterKind.TRAINING_CONFLICT_GONE: {"end_date": None},
    LetterKind.TRAINING_CONFLICT_MET: {"end_date": None, "warnings": []},
    LetterKind.OFFER_MATCHED: {
        "offer": {**OFFER, "place": "", "closes_on": None},
        "lacks": [],
        "training": None,
    },
    LetterKind.SEARCH_NEWS: {
        "offers": [
            {
                "title": "Fabmanager",
                "employer": "",
                "place": "lieu non précisé",
                "contract": "contrat non précisé",
                "closes_on": None,
                "fits": [],
                "lacks": [],
                "url": f"{HOST}/offres/3",
            }
        ],
        "more": 0,
    },
    LetterKind.OFFER_PUBLISHED: {"closes_on": None},
    LetterKind.OFFER_NOTE: {"by_moderator": True},
    LetterKind.OFFER_REPORTED: {"words": ""},
    LetterKind.OFFER_EXPIRING: {"can_extend": False},
    LetterKind.OFFER_EXPIRED: {"can_reopen": False},
    LetterKind.FEED_FAILED: {"retry_on": None},
    LetterKind.IMPORT_DONE: {"refused": 0},
}


def environment(**options):
    return letter_environment(Environment(loader=FileSystemLoader(TEMPLATES), **options))


PLAIN = environment()


def letter(kind, **changes):
    return render_letter(PLAIN, kind, {**FRAME, **CONTEXTS[kind], **changes})


def full_and_bare():
    for kind in LetterKind:
        yield pytest.param(kind, {}, id=kind)
        yield pytest.param(kind, {"name": "", "next_date": None, **BARE.get(kind, {})}, id=f"{kind}, bare")


every_letter = pytest.mark.parametrize(("kind", "changes"), list(full_and_bare()))


class Reader(HTMLParser):
    """Reads what a person reads in a page: no head, no tag, no address."""

    def __init__(self):
        super().__init__()
        self.words, self.addresses, self.tags, self.in_body = [], [], [], False

    def handle_starttag(self, tag, attrs):
        self.in_body |= tag == "body"
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"href", "src", "action", "background"}]

    def handle_data(self, data):
        if self.in_body:
            self.words.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def words_of(text):
    return re.findall(r"\w+", re.sub(r"https?://\S+", " ", text))


@every_letter
def test_text_and_html_say_the_same_words(kind, changes):
    found = letter(kind, **changes)
    assert words_of(found.text) == words_of(" ".join(read(found.html).words))


@every_letter
def test_the_html_is_well_formed_and_asks_nothing_of_any_other_place(kind, changes):
    html = letter(kind, **changes).html
    ET.fromstring(html)
    assert not {"img", "link", "script", "iframe", "form"} & set(read(html).tags)
    assert not re.search(r"url\(|@import", html)
    assert all(address.startswith(HOST) for address in read(html).addresses)


@every_letter
def test_the_subject_fits_and_is_the_title_of_the_page(kind, changes):
    found = letter(kind, **changes)
    assert 10 < len(found.title) <= 120
    assert "\n" not in found.title
    assert "…" not in found.title
    assert found.title == ET.fromstring(found.html).findtext("head/title")


@every_letter
def test_there_is_one_main_button_and_its_address_is_in_the_text(kind, changes):
    found = letter(kind, **changes)
    buttons = [link for link in ET.fromstring(found.html).iter("a") if link.get("class") == "button"]
    assert len(buttons) == 1
    assert f"{buttons[0].text} : {buttons[0].get('href')}" in found.text


@every_letter
def test_every_letter_says_why_what_comes_next_and_how_to_change_it(kind, changes):
    text = letter(kind, **changes).text
    assert "Pourquoi ce message ? " in text
    assert re.search(r"Le prochain message|Aucun autre (message|essai)", text)
    if kind in LOCKED_KINDS:
        assert FRAME["settings_url"] not in text
    else:
        assert f"Changer vos alertes ou ne plus recevoir ce message : {FRAME['settings_url']}" in text


@every_letter
def test_the_text_has_no_trace_of_its_template(kind, changes):
    text = letter(kind, **changes).text
    assert not re.search(r"[{}<>]|None|&\w+;|\n\n\n|  ", text)
    assert text.endswith("Passerelle\n")


@every_letter
def test_no_letter_gives_dangerous_advice(kind, changes):
    assert not re.search(r"prime de précarité|refusez", letter(kind, **changes).text, re.IGNORECASE)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_variable_is_asked_for(kind):
    for missing in CONTEXTS[kind]:
        incomplete = {key: value for key, value in CONTEXTS[kind].items() if key != missing}
        with pytest.raises(UndefinedError):
            render_letter(PLAIN, kind, {**FRAME, **incomplete})


@pytest.mark.parametrize("kind", LetterKind)
def test_every_variable_is_documented_at_the_top_of_its_templates(kind):
    for file in ("title.txt", "text.txt", "html.html"):
        source = (TEMPLATES / "messages" / kind / file).read_text("utf-8")
        comment = source[: source.index("#}")]
        assert comment.startswith("{#")
        assert [name for name in CONTEXTS[kind] if not re.search(rf"\b{name}\b", comment)] == []


def test_there_is_a_folder_for_each_kind_and_no_other():
    folders = {path.name for path in (TEMPLATES / "messages").iterdir() if path.is_dir()}
    assert folders == set(LetterKind)


def test_the_ending_letter_carries_its_dates_and_forks():
    found = letter(LetterKind.CONTRACT_ENDS)
    assert found.title == "Votre contrat se termine le 14 avril 2027 : à faire avant le 14 février"
    assert found.text == (
        "Bonjour Awa,\n\n"
        "Votre contrat (Mairie d’Hyères) se termine le 14 avril 2027, dans 143 jours.\n\n"
        "À faire, et avant quand :\n\n"
        "- avant le 14 février 2027 : Demander une réponse. Indicatif, à vérifier auprès de votre employeur. "
        "Source : décret 88-145.\n"
        "- avant le 14 avril 2027 : Prendre un rendez-vous.\n\n"
        "À savoir avant de décider :\n\n"
        "- Refuser un renouvellement peut fermer le droit à l’ARE.\n\n"
        "Cette date est fausse ? Corriger la date : https://passerelle.example/dates?clef=a&b=c\n\n"
        "Cette date est juste ? Voici ce qui peut suivre : 3 offres et 1 formation pour vous.\n\n"
        "Votre fiche de passation est ouverte, avec ce qui est déjà connu : ateliers, partenaires, matériel, "
        "comptes à fermer, qui prend la suite. Ouvrir la fiche : https://passerelle.example/contrats/5/passation\n\n"
        "Voir mes offres et mes formations : https://passerelle.example/suite\n\n"
        "--\n"
        "Pourquoi ce message ? Un contrat à votre nom se termine à cette date, et vous avez le droit de le "
        "savoir à temps.\n\n"
        "Le prochain message sur ce sujet partira le 14 janvier 2027.\n\n"
        "Changer vos alertes ou ne plus recevoir ce message : https://passerelle.example/alertes\n\n"
        "Passerelle\n"
    )


def test_an_ending_letter_without_a_deadline_counts_the_days():
    title = letter(LetterKind.CONTRACT_ENDS, act_before=None).title
    assert title == "Votre contrat se termine le 14 avril 2027, dans 143 jours"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (
            LetterKind.CONTRACT_ENDS_EMPLOYER,
            "Le contrat de A. Martin se termine le 14 avril 2027 : votre réponse avant le 14 février",
        ),
        (LetterKind.DEADLINE_NEAR, "Dossier Transitions Pro : avant le 22 décembre 2026"),
        (
            LetterKind.FUNDING_ENDS,
            "La subvention du poste d’Awa Martin s’arrête le 27 février 2027, dans 97 jours",
        ),
        (
            LetterKind.POST_FUNDED_AGAIN,
            "Poste financé jusqu’au 14 avril 2029, mais votre contrat se termine le 14 avril 2027",
        ),
        (LetterKind.DEADLINE_PASSED_SUMMARY, "2 échéances dépassées au 22 novembre 2026"),
        (
            LetterKind.TRAINING_CONFLICT_GONE,
            "C’est bon : votre formation se termine le 2 avril 2027, avant la fin de votre contrat",
        ),
        (
            LetterKind.TRAINING_CONFLICT_MET,
            "Votre formation se termine le 2 avril 2027, et votre contrat le 14 avril 2027 : voici ce que cela change",
        ),
        (
            LetterKind.IMPORT_DONE,
            "Import du 22 novembre 2026 terminé : 1\u202f201 lignes reprises, 2 refusées",
        ),
        (LetterKind.SIGN_IN_LINK, "Votre lien de connexion du 22 novembre 2026, valable 15 minutes"),
    ],
)
def test_a_subject_reads_as_written_by_hand(kind, title):
    assert letter(kind).title == title


def test_what_people_wrote_is_escaped_in_html_and_plain_in_text():
    found = letter(LetterKind.OFFER_REFUSED, reason='<b>"Trop" & court</b>')
    assert '<b>"Trop" & court</b>' in found.text
    assert "&lt;b&gt;" in found.html
    assert "<b>" not in found.html


def test_a_title_with_a_line_break_cannot_add_a_header():
    found = letter(LetterKind.OFFER_PUBLISHED, offer_title="Poste\r\nBcc: x@example.org")
    assert "\n" not in found.title
    assert "\r" not in found.title


def test_a_subject_too_long_is_cut_at_a_word():
    cut = one_line("Un titre d’offre beaucoup trop long, " * 6)
    assert len(cut) <= 120
    assert cut.endswith("beaucoup trop long, Un titre…")
    assert one_line("court") == "court"


@pytest.mark.parametrize("kind", LetterKind)
def test_a_letter_is_the_same_whatever_the_environment_does_with_blocks(kind):
    trimmed = environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    assert render_letter(trimmed, kind, {**FRAME, **CONTEXTS[kind]}).text == letter(kind).text
