"""People worked out by hand: who they are, what is on offer, and the order, fit and words expected."""

from dataclasses import dataclass, replace
from datetime import date

from training_builders import BOTH, TODAY, contract, learner, on_site, session

from workforce.trainings.placing import Fit
from workforce.trainings.situation import LearnerFacts

REMN_BOTH = ("REMN-CCP2", "REMN-CCP3")
JULY = date(2027, 7, 2)
BEFORE, DURING, AFTER = Fit.ENDS_BEFORE, Fit.CONTRACT_ENDS_DURING, Fit.AFTER_CONTRACT
NO_END, ANY_TIME, TOO_LATE = Fit.NO_END_DATE, Fit.ANY_TIME, Fit.TOO_LATE


@dataclass(frozen=True)
class Persona:
    """Somebody, what is on offer, and by hand: the order, the fit and the words expected, those refused."""

    name: str
    person: LearnerFacts
    sessions: tuple
    expected: tuple
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    today: date = TODAY


PERSONAS = (
    Persona(
        "Awa, CDD privé jusqu’en août 2027 : la session finit avant la fin du contrat",
        learner(contract=contract()),
        (session("S1"),),
        (("S1", BEFORE),),
        (
            "Il vous manque le CCP2 et le CCP3 du titre MN : elle donne les deux.",
            "Elle se termine le 30 avril 2027, avant la fin de votre contrat (31 août 2027).",
            "Elle se suit à distance, sans déplacement.",
            "Elle prend 7\u00a0h par semaine pendant 16 semaines.",
        ),
    ),
    Persona(
        "Bruno, CDD privé fini en février 2027 : le contrat se termine pendant, il a le droit de finir",
        learner(contract=contract(ends=date(2027, 2, 28))),
        (session("S1"),),
        (("S1", DURING),),
        (
            (
                "Votre contrat se termine le 28 février 2027, pendant la formation (fin le 30 avril 2027) : "
                "vous avez le droit de la finir et de passer l’examen."
            ),
        ),
    ),
    Persona(
        "Carole, CDD public fini en décembre 2026 : la session commence après",
        learner(contract=contract(ends=date(2026, 12, 31), public=True)),
        (session("S1"),),
        (("S1", AFTER),),
        (
            "Elle commence le 11 janvier 2027, après la fin de votre contrat (31 décembre 2026).",
            "Après le contrat : aide individuelle à la formation (AIF)",
            "Indicatif, à vérifier auprès de France Travail.",
        ),
        ("transition professionnelle", "Parcours financé"),
    ),
    Persona(
        "Driss, même CDD public, mais la session ne prend que des personnes en poste",
        learner(contract=contract(ends=date(2026, 12, 31), public=True)),
        (session("S1", is_for_people_in_post=True),),
        (("S1", TOO_LATE),),
        (
            (
                "Cette session est réservée aux personnes en poste à son démarrage ; "
                "votre contrat se termine le 31 décembre 2026."
            ),
        ),
        ("AIF",),
    ),
    Persona(
        "Elsa, CDI associatif : rien ne la presse, et la session complète va en dernier",
        learner(contract=contract("CDI", None)),
        (session("S1", seats_left=0), session("S2", starts=date(2027, 2, 1), ends=JULY, seats_left=1)),
        (("S2", NO_END), ("S1", NO_END)),
        (
            "Votre contrat n’a pas de date de fin.",
            "Il reste 1 place.",
            "La session est complète : demandez la liste d’attente.",
        ),
    ),
    Persona(
        "Farid, CDD dont personne n’a donné la fin : une question, pas une promesse",
        learner(contract=contract(ends=None)),
        (session("S1"),),
        (("S1", NO_END),),
        (
            "La date de fin de votre contrat n’est pas connue : indiquez-la pour vérifier cette session.",
            "indiquez la fin de votre contrat pour en connaître le délai.",
        ),
        ("Votre contrat n’a pas de date de fin.",),
    ),
    Persona(
        "Gaëlle, sans bloc : le CCP1 d’abord, jamais le CCP2 ou le CCP3 seuls",
        LearnerFacts(contract=contract()),
        (session("S23"), session("S1", ("MN-CCP1",)), session("S123", ("MN-CCP1", *BOTH))),
        (("S123", BEFORE), ("S1", BEFORE)),
        (
            "Il vous manque le CCP1, le CCP2 et le CCP3 du titre MN : elle les donne.",
            "Il vous manque le CCP1 du titre MN : elle le donne.",
        ),
    ),
    Persona(
        "Hugo a le CCP2 : seul le CCP3 lui est proposé",
        learner("MN-CCP1", "MN-CCP2", contract=contract()),
        (session("S2", ("MN-CCP2",)), session("S23"), session("S3", ("MN-CCP3",))),
        (("S3", BEFORE), ("S23", BEFORE)),
        (
            "Il vous manque le CCP3 du titre MN : elle le donne.",
            "Elle comprend aussi le CCP2, que vous avez déjà : demandez une dispense.",
        ),
    ),
    Persona(
        "Inès a le CCP3 du titre REMN : le CCP3 du titre MN ne lui est pas vendu une seconde fois",
        learner("REMN-CCP1", "REMN-CCP3", contract=contract()),
        (session("S3", ("MN-CCP3",)), session("S2", ("MN-CCP2",))),
        (("S2", BEFORE),),
        ("Votre bloc REMN-CCP1 pourrait valoir le CCP1 du titre MN : équivalence à confirmer.",),
    ),
    Persona(
        "Jeanne, REMN CCP1 en 2026, jamais inscrite : REMN n’est plus proposé, le MN l’est",
        learner("REMN-CCP1", contract=contract()),
        (session("R23", REMN_BOTH), session("M23")),
        (("M23", BEFORE),),
        ("équivalence à confirmer",),
    ),
    Persona(
        "Karim, REMN CCP1, inscrit avant la fin du titre : il finit le titre commencé, d’abord",
        learner("REMN-CCP1", contract=contract(), enrolled_on=date(2025, 6, 2)),
        (
            session("M23", starts=date(2025, 11, 3), ends=date(2026, 3, 6)),
            session("R23", REMN_BOTH, date(2025, 11, 3), date(2026, 3, 6), jury_on=date(2026, 4, 10)),
        ),
        (("R23", BEFORE), ("M23", BEFORE)),
        ("Le titre REMN est remplacé : dernier jour pour l’obtenir, le 13 juillet 2026.",),
        today=date(2025, 9, 1),
    ),
    Persona(
        "Léa, inscrite à temps aussi, mais le jury se tient un an et un jour après la fin du titre",
        learner("REMN-CCP1", contract=contract(), enrolled_on=date(2025, 6, 2)),
        (session("R23", REMN_BOTH, date(2025, 11, 3), date(2026, 6, 5), jury_on=date(2026, 7, 14)),),
        (),
        today=date(2025, 9, 1),
    ),
    Persona(
        "Malik, en 2024, titre REMN ouvert : le jury se tient avant la fin du titre",
        learner("REMN-CCP1", contract=contract(ends=date(2025, 6, 30), public=True)),
        (session("R23", REMN_BOTH, date(2024, 10, 7), date(2025, 2, 14), is_paid_by_scheme=True),),
        (("R23", BEFORE),),
        ("Parcours financé du dispositif conseiller numérique : il faut être en poste au démarrage",),
        ("remplacé", "Indicatif, à vérifier auprès de votre employeur. Parcours"),
        today=date(2024, 9, 2),
    ),
    Persona(
        "Nadia, sans bloc, en juin 2025 : un CCP1 REMN dont l’examen tombe après la fin du titre est fermé",
        LearnerFacts(contract=contract()),
        (session("R1", ("REMN-CCP1",), date(2025, 7, 1), date(2025, 9, 30)),),
        (),
        today=date(2025, 6, 2),
    ),
    Persona(
        "Omar, titre REMN entier : rien à proposer",
        learner("REMN", contract=contract()),
        (session("M23"),),
        (),
    ),
    Persona(
        "Paule, titre CMN : rien à vendre, même si ses blocs ne sont pas décrits",
        learner("CMN", contract=contract()),
        (session("M23"),),
        (),
    ),
    Persona(
        "Quentin habite le Var : commune, distance, département, voisin, région, loin",
        learner(contract=contract(), commune="83137"),
        (
            on_site("far", "59"),
            on_site("region", "05"),
            on_site("neighbour", "13"),
            on_site("here", "083"),
            session("remote"),
            on_site("town", "83", commune="83137", place="Toulon"),
        ),
        tuple((code, BEFORE) for code in ("town", "remote", "here", "neighbour", "region", "far")),
        (
            "Lieu : Toulon, dans votre commune.",
            "Lieu : Bouches-du-Rhône (13), dans un département voisin.",
            "Lieu : Hautes-Alpes (05), dans votre région, mais pas à côté.",
            "Lieu : Nord (59), loin de chez vous, dans une autre région.",
        ),
    ),
    Persona(
        "Rose : les deux blocs ensemble passent avant un bloc seul plus proche",
        learner(contract=contract()),
        (
            on_site("S2", "83", ccps=("MN-CCP2",)),
            on_site("S23", "59"),
            on_site("S3", "83", ccps=("MN-CCP3",)),
        ),
        (("S23", BEFORE), ("S2", BEFORE), ("S3", BEFORE)),
    ),
    Persona(
        "Samir : finir avant la fin du contrat passe avant tout donner",
        learner(contract=contract(ends=date(2027, 5, 31))),
        (session("long", ends=JULY), session("short", ("MN-CCP2",))),
        (("short", BEFORE), ("long", DURING)),
    ),
    Persona(
        "Tania, agent public de plus d’un an : CPF en heures, pas de PTP, pas de prime",
        learner(contract=contract(public=True, starts=date(2025, 1, 6))),
        (session("S1", is_paid_by_scheme=True),),
        (("S1", BEFORE),),
        (
            "CPF : en heures pour un agent public, 150 h au plus",
            "s’arrête à partir de 2027. Indicatif, à vérifier auprès de votre employeur.",
            "un titre professionnel est rarement couvert. Indicatif, à vérifier auprès de votre employeur.",
        ),
        ("transition professionnelle", "OPCO", "AIF", "précarité"),
    ),
    Persona(
        "Ulysse, contrat de projet : agent public, donc ni PTP ni OPCO",
        learner(contract=contract("CDP", date(2027, 12, 31), public=True)),
        (session("S1"),),
        (("S1", BEFORE),),
        ("CPF : en heures",),
        ("transition professionnelle", "OPCO", "précarité"),
    ),
    Persona(
        "Violette, CDD privé fini en mai, session en septembre : PTP à envoyer avant la fin du contrat",
        learner(contract=contract(ends=date(2027, 5, 31))),
        (session("S1", starts=date(2027, 9, 6), ends=date(2027, 12, 17)),),
        (("S1", AFTER),),
        ("il faut 24 mois de salariat en 5 ans. Dossier à envoyer au plus tard le 30 mai 2027.",),
    ),
    Persona(
        "Walid, même contrat, session sept mois après : le PTP est trop loin",
        learner(contract=contract(ends=date(2027, 5, 31))),
        (session("S1", starts=date(2027, 12, 1), ends=date(2028, 3, 31)),),
        (("S1", AFTER),),
        ("la formation doit commencer dans les 6 mois qui suivent votre contrat.",),
        ("Dossier à envoyer",),
    ),
    Persona(
        "Xavier, CDD privé, 18 mois de salariat : pas de PTP, et pourquoi",
        learner(contract=contract(), months=18),
        (session("S1", starts=date(2027, 3, 1), ends=JULY),),
        (("S1", BEFORE),),
        (
            "Projet de transition professionnelle : il faut 24 mois de salariat en 5 ans, vous en avez 18.",
            "AFDAS pour la culture). Indicatif, à vérifier auprès de votre employeur.",
        ),
        ("Dossier à envoyer",),
    ),
    Persona(
        "Yasmine, CDD privé, session dans sept semaines : le congé devait être demandé 60 jours avant",
        learner(contract=contract()),
        (session("S1"),),
        (("S1", BEFORE),),
        ("le dossier était à envoyer au plus tard le 12 novembre 2026.",),
        ("Dossier à envoyer",),
    ),
    Persona(
        "Zoé cherche un emploi : pas de contrat, donc pas de parcours financé",
        learner(contract=None),
        (session("S1", is_paid_by_scheme=True),),
        (("S1", AFTER),),
        (
            "Vous n’avez pas de contrat en cours : aucune date de fin à respecter.",
            "la part fixe n’est pas demandée à une personne en recherche d’emploi",
        ),
        ("Parcours financé", "transition professionnelle", "OPCO"),
    ),
    Persona(
        "Alban a tout prouvé pour le CCP2 du titre REMN : VAE à confirmer, après les sessions à temps",
        learner("REMN-CCP1", contract=contract(ends=date(2027, 5, 31)), evidence=["REMN-CCP2"]),
        (session("S23"), session("after", starts=date(2027, 9, 6), ends=date(2027, 12, 17))),
        (("S23", BEFORE), ("VAE MN-CCP2", ANY_TIME), ("after", AFTER)),
        (
            "vous savez faire ses 4 compétences, preuves à l’appui : une VAE est possible.",
            "Vos preuves portent sur le CCP2 du titre REMN : équivalence à confirmer pour le CCP2",
            "aucune durée d’expérience n’est exigée ; le dossier se dépose sur France VAE.",
        ),
    ),
    Persona(
        "Berthe a prouvé les cinq compétences du CCP1 du titre MN : VAE possible sans aucune session",
        LearnerFacts(contract=contract(), competences=learner(evidence=["MN-CCP1"]).competences),
        (),
        (("VAE MN-CCP1", ANY_TIME),),
        (),
        ("à confirmer",),
    ),
    Persona(
        "Ciaran a le CCP2 REMN prouvé et obtenu : ni VAE ni session pour ce qu’il a déjà",
        learner("REMN-CCP1", "REMN-CCP2", contract=contract(), evidence=["REMN-CCP2"]),
        (session("S2", ("MN-CCP2",)),),
        (),
    ),
    Persona(
        "Dora : inscriptions closes hier, session déjà commencée : trop tard, en dernier, et pourquoi",
        learner(contract=contract()),
        (
            session("closed", enrol_by=date(2026, 11, 21)),
            session("begun", starts=date(2026, 11, 2)),
            session("open", enrol_by=TODAY),
        ),
        (("open", BEFORE), ("begun", TOO_LATE), ("closed", TOO_LATE)),
        (
            "Les inscriptions étaient ouvertes jusqu’au 21 novembre 2026.",
            "Cette session a commencé le 2 novembre 2026.",
        ),
    ),
    Persona(
        "Édith, en poste : à distance égale, un jour par semaine passe avant le temps plein",
        learner(contract=contract()),
        (session("full", hours_per_week=35), session("light", starts=date(2027, 2, 1))),
        (("light", BEFORE), ("full", BEFORE)),
        ("Avec 35\u00a0h de formation par semaine, votre employeur doit vous libérer de votre poste.",),
    ),
    Persona(
        "Fanny, PEC dans une mairie : ni PTP, ni CPF en heures affirmé",
        learner(contract=contract("PEC", date(2027, 6, 30), public=True)),
        (session("S1"),),
        (("S1", BEFORE),),
        ("l’unité de votre compte, euros ou heures, se lit sur votre compte. Indicatif",),
        ("transition professionnelle", "en heures pour un agent public"),
    ),
    Persona(
        "Gino : le jury tombe après la fin du contrat, il a le droit de s’y présenter",
        learner(contract=contract(ends=date(2027, 5, 31))),
        (session("S1", jury_on=date(2027, 6, 10)),),
        (("S1", BEFORE),),
        (
            "Le jury est prévu le 10 juin 2027.",
            "10 juin 2027, après la fin de votre contrat : vous avez le droit de vous y présenter.",
        ),
    ),
    Persona(
        "Hana : un bloc inconnu du référentiel n’est pas proposé",
        learner(contract=contract()),
        (session("S9", ("MN-CCP9",)), session("none", ()), session("mixed", ("MN-CCP2", "REMN-CCP3"))),
        (),
    ),
    Persona(
        "Igor : à égalité, la session payée par le dispositif d’abord, puis la plus proche dans le temps",
        learner(contract=contract()),
        (
            session("later", starts=date(2027, 2, 1)),
            session("paid", starts=date(2027, 3, 1), is_paid_by_scheme=True),
            session("soon"),
        ),
        (("paid", BEFORE), ("soon", BEFORE), ("later", BEFORE)),
    ),
    Persona(
        "Julie, CDI privé : PTP ouvert, avec un congé demandé 60 jours avant une session courte",
        learner(contract=contract("CDI", None)),
        (session("S1", starts=date(2027, 3, 1), ends=JULY),),
        (("S1", NO_END),),
        ("Dossier à envoyer au plus tard le 31 décembre 2026.",),
    ),
    Persona(
        "Karine, Toulon : à blocs égaux, 8 km passent avant 35, une autre région après, quel que soit le département",
        learner(contract=contract(), commune="83137"),
        (
            on_site("lille", "59", commune="59350", place="Lille"),
            on_site("aubagne", "13", commune="13005", place="Aubagne"),
            on_site("garde", "83", commune="83062", place="La Garde"),
        ),
        (("garde", BEFORE), ("aubagne", BEFORE), ("lille", BEFORE)),
        (
            "Lieu : La Garde, à environ 8\u00a0km de votre commune, à vol d’oiseau.",
            "Lieu : Aubagne, à environ 35\u00a0km de votre commune, à vol d’oiseau.",
        ),
        ("C’est plus loin que la zone",),
    ),
    Persona(
        "Lucas ne sort pas de son département : la session d’à côté, hors zone, vient après, et le dit",
        replace(learner(contract=contract(), commune="83137"), mobility="departement"),
        (
            on_site("aubagne", "13", commune="13005", place="Aubagne"),
            on_site("frejus", "83", commune="83061", place="Fréjus"),
        ),
        (("frejus", BEFORE), ("aubagne", BEFORE)),
        ("C’est plus loin que la zone que vous avez choisie pour vos recherches : votre département.",),
    ),
    Persona(
        "Manon, titre entier REMN fini en 2024 : rien à vendre, même avec des preuves",
        learner("REMN-CCP1", "REMN-CCP2", "REMN-CCP3", contract=contract(), evidence=["REMN-CCP2"]),
        (session("M23"), session("M1", ("MN-CCP1",))),
        (),
    ),
    Persona(
        "Noé, CDD public de deux ans : le jury inconnu est compté six mois après, au pire, et le mot indicatif est dit",
        learner(contract=contract(public=True, ends=date(2027, 12, 31), starts=date(2026, 1, 1))),
        (session("S1"),),
        (("S1", BEFORE),),
        # 79 days worked from 11 January to 30 April (29 March off): back from 31 December, then from 30 June.
        (
            (
                "au plus tard le 10 septembre 2027, ou le 9 mars 2027 pour passer aussi le jury "
                "(compté 6 mois après la formation : indicatif)."
            ),
        ),
        ("transition professionnelle", "précarité"),
    ),
    Persona(
        "Olga, CDD privé : trois semaines de fermeture en août reculent le dernier jour utile",
        learner(contract=contract(ends=date(2027, 8, 27))),
        (
            session(
                "S1",
                starts=date(2027, 3, 1),
                ends=date(2027, 3, 12),
                jury_on=date(2027, 3, 12),
                closing=(date(2026, 8, 3), date(2026, 8, 21)),
            ),
        ),
        (("S1", BEFORE),),
        ("une session de cette durée doit commencer au plus tard le 27 juillet 2027",),
    ),
    Persona(
        "Pablo, contrat fini dans dix jours : plus rien de cette durée ne finit avant, le PTP se demande avant la fin",
        learner(contract=contract(ends=date(2026, 12, 2))),
        (session("S1"),),
        (("S1", AFTER),),
        (
            "Aucune session de cette durée ne peut plus commencer et finir avant la fin de votre contrat.",
            "Dossier à envoyer au plus tard le 1er décembre 2026.",
            "le refuser pour suivre cette formation peut vous priver de l’allocation chômage (ARE)",
        ),
    ),
    Persona(
        "Quitterie, contrat de projet fini en mars : le droit de finir, ni prime ni PTP",
        learner(contract=contract("CDP", date(2027, 3, 31), public=True)),
        (session("S1"),),
        (("S1", DURING),),
        ("vous avez le droit de la finir et de passer l’examen",),
        ("transition professionnelle", "précarité", "AIF"),
    ),
    Persona(
        "Rachid, titulaire de la fonction publique : aucune date à respecter, CPF en heures",
        learner(contract=contract("tenured", None, public=True)),
        (session("S1"),),
        (("S1", NO_END),),
        ("Votre contrat n’a pas de date de fin.", "CPF : en heures pour un agent public"),
        ("transition professionnelle", "ARE", "doit commencer au plus tard"),
    ),
    Persona(
        "Sonia, CDI privé : deux sessions réservées aux personnes en poste lui restent ouvertes",
        learner(contract=contract("CDI", None)),
        (
            session("S1", is_for_people_in_post=True),
            session("S2", starts=date(2027, 2, 1), is_for_people_in_post=True),
        ),
        (("S1", NO_END), ("S2", NO_END)),
        ("le dossier était à envoyer au plus tard le 12 novembre 2026.",),
        ("réservée aux personnes en poste",),
    ),
    Persona(
        "Théo cherche un emploi : la session réservée lui est fermée, l’autre ouverte, dans cet ordre",
        learner(contract=None),
        (session("kept", is_for_people_in_post=True), session("open", starts=date(2027, 3, 1))),
        (("open", AFTER), ("kept", TOO_LATE)),
        ("Cette session est réservée aux personnes en poste à son démarrage.",),
        ("Parcours financé", "précarité"),
    ),
    Persona(
        "Ursule, nouveau contrat à signer : elle commence après, la session d’avant lui reste fermée si réservée",
        learner(contract=contract(starts=date(2027, 2, 1))),
        (
            session("S1", is_for_people_in_post=True),
            session("S2", starts=date(2027, 3, 1), is_for_people_in_post=True),
        ),
        (("S2", BEFORE), ("S1", TOO_LATE)),
    ),
    Persona(
        "Vera, CCP2 et CCP3 prouvés en mots REMN, CCP1 obtenu : deux VAE, chacune à confirmer",
        learner("REMN-CCP1", contract=contract(), evidence=["REMN-CCP2", "REMN-CCP3"]),
        (),
        (("VAE MN-CCP2", ANY_TIME), ("VAE MN-CCP3", ANY_TIME)),
        ("équivalence à confirmer pour le CCP3",),
    ),
    Persona(
        "William, CDD privé fini un jour férié : le dernier jour de formation peut être ce jour-là, pas le jury d’après",
        learner(contract=contract(ends=date(2027, 7, 14))),
        (session("S1", ends=date(2027, 7, 14), jury_on=date(2027, 7, 15)),),
        (("S1", BEFORE),),
        ("15 juillet 2027, après la fin de votre contrat : vous avez le droit de vous y présenter.",),
    ),
)
