"""A row of La Coop's team against what the house knows: what it brings or changes, or why not. Pure."""

from __future__ import annotations

from workforce.contracts.claims import DateClaim
from workforce.contracts.imports import hearing, la_coop, pairing, sectors
from workforce.contracts.imports.entries import AdviserEntry, ContractEntry, EmployerEntry
from workforce.contracts.imports.filling import differences, filled
from workforce.contracts.imports.la_coop import Role, TeamMember
from workforce.contracts.imports.register import Doubt, Fault, Finding, Occasion, Register, refused
from workforce.contracts.impossible import impossible_dates
from workforce.contracts.kinds import KIND_LABELS, OPEN_ENDED_KINDS, ContractKind
from workforce.territories.departements import departement as known_departement
from workforce.wording import date_fr

NOTHING_TO_FOLLOW = (
    "Cette personne n’est pas conseillère et la ligne ne donne pas de contrat : elle est laissée de côté."
)
SEVERAL = "Plusieurs contrats de cette personne chez cette structure conviennent : indiquez la date de début."
NO_KIND = Doubt("contrat non repris : ni type de contrat, ni date de fin")
KIND_GUESSED = Doubt("type de contrat absent : CDD supposé, puisqu’il a une date de fin")


def note(register: Register, member: TeamMember, occasion: Occasion) -> Finding:
    """Write a row into the register, unless it is refused, and say what it brings."""
    if member.role is not Role.ADVISER and not _speaks_of_a_contract(member):
        return Finding("unchanged", (NOTHING_TO_FOLLOW,))
    employer = register.employer_by_siret(
        member.siret, member.employer_name, member.postcode or "", member.city or ""
    )
    guess = sectors.guess(member.employer_name, member.contract_kind)
    there = employer or EmployerEntry(name=member.employer_name, sector=guess.sector, kind=guess.kind)
    adviser = register.adviser(
        member.email or "", member.first_name, member.last_name, there, occasion.emails
    )
    if outside := _outside(member, adviser, occasion):
        return outside
    desk = _Desk(register, member, occasion, adviser or _new_adviser(member), there)
    contract = desk.contract()
    if contract.outcome == "refused":
        return contract
    sentences = [*member.remarks, *contract.sentences]
    if employer is None:
        sentences.insert(0, f"nouvelle structure « {there.name} », {guess.sentence}")
    if adviser is None:
        sentences.insert(0, "nouvelle personne")
    sentences += differences(desk.adviser, member) if adviser else ()
    filling = desk.settle_people()
    sentences += filling
    outcome = (
        "new"
        if adviser is None
        else "changed"
        if desk.has_changed_people and contract.outcome == "unchanged"
        else contract.outcome
    )
    return Finding(outcome, tuple(sentences))


class _Desk:
    """One row being worked on: everything is found, nothing is in the register yet."""

    def __init__(
        self,
        register: Register,
        member: TeamMember,
        occasion: Occasion,
        adviser: AdviserEntry,
        employer: EmployerEntry,
    ) -> None:
        self.register, self.member, self.occasion = register, member, occasion
        self.adviser, self.employer = adviser, employer
        self.others = register.contracts_of(adviser)

    def contract(self) -> Finding:
        """Find the contract of the row and change it, or make it."""
        member = self.member
        here = [one for one in self.others if one.employer is self.employer]
        if not _speaks_of_a_contract(member):
            return Finding("unchanged")
        try:
            found = pairing.pair(here, member.start_date, member.end_date, self.occasion.stated_on)
        except pairing.Ambiguous:
            return refused(SEVERAL, at=la_coop.START)
        return self._change(found) if found else self._sign()

    def _change(self, found: ContractEntry) -> Finding:
        member = self.member
        heard = hearing.hear(found, member.contract_kind, member.start_date, member.end_date, self.occasion)
        impossible = hearing.refusals(heard, self.others)
        if impossible:
            return refused(*impossible)
        outcome = "changed" if heard.is_news else "unchanged"
        hearing.keep(heard)
        return Finding(outcome, heard.sentences)

    def _sign(self) -> Finding:
        member = self.member
        kind = member.contract_kind or (ContractKind.CDD if member.end_date else None)
        if kind is None:
            return Finding("unchanged", (NO_KIND,))
        new = ContractEntry(adviser=self.adviser, employer=self.employer, kind=kind)
        new.start_date, new.end_date = member.start_date, member.end_date
        impossible = impossible_dates(new.dates(), [one.dates() for one in self.others])
        if impossible:
            return Finding(
                "refused", tuple(Fault(one.sentence, la_coop.column_of(one.field)) for one in impossible)
            )
        self.register.add(new)
        self._claim(new)
        pairing.tie(new, self.others)
        return Finding("new", tuple(filter(None, (_say(new), "" if member.contract_kind else KIND_GUESSED))))

    def _claim(self, new: ContractEntry) -> None:
        for field, value in (("start_date", new.start_date), ("end_date", new.end_date)):
            if value or (field == "end_date" and new.kind in OPEN_ENDED_KINDS):
                claim = DateClaim(
                    value, self.occasion.source, self.occasion.stated_on, self.occasion.recorded_at
                )
                hearing.said(new, field, claim)

    def settle_people(self) -> list[str]:
        """Register the person and the employer, empty fields filled; say what was filled of those that are known."""
        member = self.member
        place = {"commune": member.city, "postal_code": member.postcode, "departement": _departement(member)}
        there = self.employer.complete(siret=member.siret, **place)
        here = self.adviser.complete(email=member.email, phone=member.phone, **place)
        self.register.settle(self.employer)
        self.register.settle(self.adviser)
        return [*filled(self.adviser, here), *filled(self.employer, there, "de la structure")]

    @property
    def has_changed_people(self) -> bool:
        """Tell whether a known person or a known employer changes."""
        return any(one.id and one.changes for one in (self.adviser, self.employer))


def _new_adviser(member: TeamMember) -> AdviserEntry:
    return AdviserEntry(first_name=member.first_name, last_name=member.last_name)


def _speaks_of_a_contract(member: TeamMember) -> bool:
    return bool(member.contract_kind or member.start_date or member.end_date)


def _departement(member: TeamMember) -> str:
    return member.territory or ""


def _outside(member: TeamMember, adviser: AdviserEntry | None, occasion: Occasion) -> Finding | None:
    """Refuse a row about a territory that is not the sender's."""
    territories = [_departement(member)]
    if adviser and adviser.departement:
        territories.append(adviser.departement)
    if occasion.covers(*territories):
        return None
    code = next(one for one in territories if not occasion.covers(one))
    return refused(outside_sentence(code), at=la_coop.POSTCODE)


def outside_sentence(code: str) -> str:
    """Say that a département is not the sender's."""
    found = known_departement(code) if code else None
    where = found.label if found else "inconnu"
    return f"Département {where} : hors du territoire que vous suivez."


def _say(contract: ContractEntry) -> str:
    label = KIND_LABELS[contract.kind]
    start, end = contract.start_date, contract.end_date
    since = f" à partir du {date_fr(start)}" if start else ""
    if start and end:
        return f"nouveau contrat : {label}, du {date_fr(start)} au {date_fr(end)}"
    unknown = "" if contract.is_open_ended else ", date de fin inconnue"
    if end:
        return f"nouveau contrat : {label}, jusqu’au {date_fr(end)}, date de début inconnue"
    return f"nouveau contrat : {label}{since or ', date de début inconnue'}{unknown}"
