"""What advisers did, in a few sentences of the trade: their evidence, and whether their coordinator reads it."""

from random import Random

from workforce.demo.world import Hired, World, at
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.skills.evidence.models import Attachment, Evidence, EvidenceCompetence
from workforce.skills.evidence.suggesting import plain, suggest
from workforce.skills.portfolio.models import Portfolio
from workforce.skills.referential import shipped

DONE = (
    ("Atelier « découvrir sa tablette » avec le centre social, 8 personnes", "J’ai préparé et animé.", "Centre social"),
    ("Fiche pas à pas pour créer une boîte mail", "Je l’ai écrite et testée.", ""),
    ("Enquête sur les besoins des habitants avec le CCAS, 60 réponses", "J’ai rédigé le questionnaire.", "CCAS"),
    ("Permanence d’accueil et d’orientation à la mairie", "Seule, deux matinées par semaine.", "France services"),
    ("J’ai dépanné et mis à jour les douze ordinateurs de la salle", "", ""),
    ("Article dans le bulletin municipal et affiche des ateliers", "J’ai écrit et mis en page.", "Service communication"),
    ("Demande de subvention pour un bus numérique, budget de 4 000 €", "J’ai monté le dossier.", "Département"),
    ("Repair café mensuel avec des bénévoles", "J’ai organisé.", "Association du quartier"),
    ("Bilan annuel et tableau de bord des rendez-vous", "", ""),
)  # fmt: skip
CAST_LEFT_OPEN = (1, 4)  # Of these, Awa has not said which competences they show.
COMPETENCES = tuple(one for ccp in shipped().by_ccp.values() for one in ccp.competences)
EXPORT = [
    ["Date", "Thématiques", "Type", "Lieu"],
    ["03/03/2026", "Prendre en main un smartphone", "Collectif", "Médiathèque"],
    ["05/03/2026", "Démarches en ligne", "Individuel", "Mairie"],
]


def cast_proves(world: World, awa: Hired) -> None:
    """Give Awa a notebook that her coordinator reads, and two exports: one to describe, one to choose from."""
    for place, done in enumerate(DONE[:6]):
        evidence_id = _note(world, awa, done, 30 * place + 12, knows=place not in CAST_LEFT_OPEN)
        if place == 0:
            world.book.add(
                Attachment, evidence_id=evidence_id, name="bilan-atelier.pdf", media_type="application/pdf", size=8,
                content=b"%PDF-1.7",
            )  # fmt: skip
    introduction = "Médiatrice numérique depuis 2022, je prépare la suite de mon parcours par la VAE."
    world.book.add(Portfolio, adviser_id=awa.id, introduction=introduction, is_shown=True)
    _send_export(world, awa)


def prove_everybody(world: World, but: int) -> None:
    """Give some advisers a few sentences of evidence; half of them show it."""
    rng = world.rng("proving")
    for one in (one for one in world.hired if one.id != but):
        if rng.random() < 0.2:
            _prove(world, rng, one)


def _prove(world: World, rng: Random, one: Hired) -> None:
    for done in rng.sample(DONE, rng.randrange(1, 5)):
        _note(world, one, done, rng.randrange(5, 400), knows=rng.random() < 0.8)
    world.book.add(Portfolio, adviser_id=one.id, is_shown=rng.random() < 0.5)


def _note(world: World, one: Hired, done: tuple[str, str, str], days_ago: int, *, knows: bool) -> int:
    """Write an evidence down, with the competences that its words suggest where the person has confirmed them."""
    what, role, partners = done
    day = world.day(-days_ago)
    evidence_id = world.book.add(
        Evidence, adviser_id=one.id, what=what, role=role, partners=partners, done_on=day,
        searched=plain(f"{what} {role} {partners}"), made_at=at(day, 17 * 60), changed_at=at(day, 17 * 60),
    )  # fmt: skip
    for said in suggest(what, COMPETENCES) if knows else ():
        world.book.add(EvidenceCompetence, evidence_id=evidence_id, competence_code=said.competence.code)
    return evidence_id


def _send_export(world: World, awa: Hired) -> None:
    sent = {"adviser_id": awa.id, "content": b"", "made_at": at(world.day(-2), 10 * 60)}
    world.book.add(
        ActivityFile, **sent, filename="accompagnements.csv", state="unmapped", header_line=1, preview=EXPORT
    )  # fmt: skip
    for key, what, times in (("smartphone", "Prendre en main un smartphone", 4), ("mail", "Boîte mail", 1)):
        world.book.add(
            ActivityProposal, adviser_id=awa.id, key=key, what=what, kind="Atelier collectif", place="Médiathèque",
            first_on=world.day(-40 - times), last_on=world.day(-40), count=times, made_at=at(world.day(-2), 10 * 60),
        )  # fmt: skip
