"""A row of the export of posts against what the house knows. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from workforce.contracts.imports import hearing, posts, sectors
from workforce.contracts.imports.entries import ContractEntry, ConventionEntry, EmployerEntry, PostEntry
from workforce.contracts.imports.filling import filled
from workforce.contracts.imports.posts import PostRow, PostState
from workforce.contracts.imports.register import Change, Doubt, Finding, Occasion, Register, refused
from workforce.contracts.imports.team_rows import outside_sentence
from workforce.wording import date_fr

SOURCE = "posts_file"
JUST_ENDED = timedelta(
    days=92
)  # A contract that ended this long before the file is still the one the file speaks of.
STATE_LABELS = {"occupied": "occupé", "vacant": "vacant", "handed_back": "rendu"}
CONVENTION_LABELS = {"initial": "initiale", "renewal": "de renouvellement"}
SEVERAL = Doubt(
    "fin de contrat gardée avec le poste : plusieurs contrats, ou aucun, peuvent être celui de ce poste"
)
OPEN_ENDED = Doubt("fin de contrat gardée avec le poste : le contrat enregistré n’a pas de date de fin")


def note(register: Register, row: PostRow, occasion: Occasion) -> Finding:
    """Write a row into the register, unless it is refused, and say what it brings."""
    if not occasion.covers(row.territory):
        return refused(outside_sentence(row.territory), at=posts.TERRITORY)
    known = register.employer_by_reference(row.employer_ref, row.employer_name, row.territory)
    guess = sectors.guess(row.employer_name)
    employer = known or EmployerEntry(name=row.employer_name, sector=guess.sector, kind=guess.kind)
    post = register.posts.get(row.post_ref)
    contract, why_not = _contract_of(register, row, employer, post, occasion)
    heard = hearing.hear(contract, None, None, row.contract_end, occasion) if contract else None
    if heard and contract:
        impossible = hearing.refusals(heard, register.contracts_of(contract.adviser))
        if impossible:
            heard, why_not = None, Doubt(f"fin de contrat gardée avec le poste : {impossible[0]}")
    sentences = [] if known else [f"nouvelle structure « {employer.name} », {guess.sentence}"]
    desk = _Desk(register, row, occasion)
    kept = desk.keep(employer, post)
    sentences += kept.sentences
    changed = kept.outcome == "changed"
    if heard and contract:
        changed = desk.link(contract) or heard.is_news or changed
        hearing.keep(heard)
        sentences += heard.sentences
    sentences += [why_not] if why_not else []
    return Finding("new" if post is None else "changed" if changed else "unchanged", tuple(sentences))


class _Desk:
    """One row being written into the register."""

    def __init__(self, register: Register, row: PostRow, occasion: Occasion) -> None:
        self.register, self.row, self.occasion = register, row, occasion
        self.sentences: list[str] = []

    def keep(self, employer: EmployerEntry, post: PostEntry | None) -> Finding:
        """Keep the employer, the post and its convention; say what changed."""
        row = self.row
        there = employer.complete(external_id=row.employer_ref, departement=row.territory)
        self.sentences += filled(employer, there, "de la structure")
        self.register.settle(employer)
        changed = bool(employer.id and employer.changes)
        if post is None:
            post = PostEntry(external_id=row.post_ref, employer=employer, state=row.state)
            post.kind, post.vacated_date = self._kind(), self._vacated()
            self.register.add(post)
            self.sentences.append(f"nouveau poste {row.post_ref}, {STATE_LABELS[row.state]}")
        else:
            changed = self._change_post(post, employer) or changed
        self.post = post
        changed = self._keep_convention(post) or changed
        return Finding("changed" if changed else "unchanged", tuple(self.sentences))

    def link(self, contract: ContractEntry) -> bool:
        """Link a contract with the post that it fills."""
        return contract.change("post", self.post)

    def _kind(self) -> str:
        return "coordinator" if self.row.is_coordinator else "conum"

    def _vacated(self) -> date | None:
        """Return the day the post was left: the end of its contract, once it is past."""
        end = self.row.contract_end
        return end if self.row.state is PostState.VACANT and end and end <= self.occasion.stated_on else None

    def _change_post(self, post: PostEntry, employer: EmployerEntry) -> bool:
        former_state, former_employer = post.state, post.employer
        if post.change("state", str(self.row.state)):
            self.sentences.append(Change("poste", STATE_LABELS[former_state], STATE_LABELS[post.state]))
        if post.change("employer", employer):
            self.sentences.append(
                Change("structure du poste", f"« {former_employer.name} »", f"« {employer.name} »")
            )
        post.change("kind", self._kind())
        vacated = self._vacated() if self.row.state is PostState.VACANT else None
        post.change(
            "vacated_date", vacated or (post.vacated_date if self.row.state is PostState.VACANT else None)
        )
        return bool(post.changes)

    def _keep_convention(self, post: PostEntry) -> bool:
        row = self.row
        kind = str(row.convention) if row.convention else self._only_kind(post)
        known = self.register.conventions.get((post, kind))
        if known is None:
            if not (row.convention or row.convention_end or row.contract_end):
                return False
            known = ConventionEntry(post=post, kind=kind)
            self.register.add(known)
            self.sentences.append(_say_convention(row, kind))
            self._write(known)
            return True
        if known.stated_on and known.stated_on > self.occasion.stated_on:
            self.sentences.append(
                Doubt(f"convention gardée : une source du {date_fr(known.stated_on)} est plus récente")
            )
            return False
        return self._change_convention(known)

    def _only_kind(self, post: PostEntry) -> str:
        """Return the kind of the post's only convention, where the file does not say it."""
        kinds = [kind for owner, kind in self.register.conventions if owner is post]
        return kinds[0] if len(kinds) == 1 else "initial"

    def _change_convention(self, known: ConventionEntry) -> bool:
        former = known.end_date
        before = (known.end_date, known.contract_end_date)
        self._write(known)
        if known.end_date != former and known.end_date:
            since = date_fr(former) if former else "inconnue"
            self.sentences.append(Change("fin de convention", since, date_fr(known.end_date)))
        return (known.end_date, known.contract_end_date) != before

    def _write(self, convention: ConventionEntry) -> None:
        """Write what the file says; an empty cell erases nothing."""
        convention.change("end_date", self.row.convention_end or convention.end_date)
        convention.change("contract_end_date", self.row.contract_end or convention.contract_end_date)
        convention.change("source", SOURCE)
        convention.change("stated_on", self.occasion.stated_on)


def _contract_of(
    register: Register, row: PostRow, employer: EmployerEntry, post: PostEntry | None, occasion: Occasion
) -> tuple[ContractEntry | None, str]:
    """Return the one contract that the row's end can be about, or why there is none."""
    if row.contract_end is None or row.state is not PostState.OCCUPIED:
        return None, ""
    current = [one for one in register.contracts_of(employer) if _is_current(one, row, occasion)]
    linked = [one for one in current if post is not None and one.post is post]
    free = [one for one in current if one.post is None]
    found = linked or (free if occasion.occupied.get(row.employer_ref, 0) == 1 else [])
    if len(found) != 1:
        return None, SEVERAL
    return (None, OPEN_ENDED) if found[0].is_open_ended else (found[0], "")


def _is_current(contract: ContractEntry, row: PostRow, occasion: Occasion) -> bool:
    """Tell whether a contract may be the one under way when the file was made."""
    if contract.terminated_on or (contract.start_date and contract.start_date > occasion.stated_on):
        return False
    if row.contract_end and contract.start_date and row.contract_end < contract.start_date:
        return False
    return contract.last_day is None or contract.last_day >= occasion.stated_on - JUST_ENDED


def _say_convention(row: PostRow, kind: str) -> str:
    until = f" jusqu’au {date_fr(row.convention_end)}" if row.convention_end else ", fin inconnue"
    return f"convention {CONVENTION_LABELS[kind]}{until}"
