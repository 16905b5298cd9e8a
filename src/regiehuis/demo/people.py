"""Who can sign in to the demo. All of them are invented, and so are their municipalities."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "demo-regiehuis-2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One log-in: the role is a code of ``organisations.Role``."""

    name: str
    email: str
    municipality: str
    role: str
    role_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoMunicipality:
    """A fictitious municipality and how far its scan is."""

    name: str
    country: str
    inhabitants: int
    story: str


MUNICIPALITIES = (
    DemoMunicipality(
        name="Gemeente Merenland", country="NL", inhabitants=48_200, story="Scan afgerond, met rapport en overgedragen aanbevelingen."
    ),
    DemoMunicipality(name="Gemeente Duinrode", country="NL", inhabitants=27_900, story="Midden in de intake."),
    DemoMunicipality(name="Gemeente Bosbeke", country="BE", inhabitants=16_400, story="Nog leeg: hier begint u zelf."),
)


def _person(name: str, local: str, municipality: str, role: str, label: str) -> DemoPerson:
    domain = municipality.removeprefix("Gemeente ").lower()
    return DemoPerson(name=name, email=f"{local}@{domain}.example", municipality=municipality, role=role, role_label=label)


PEOPLE = (
    _person("B. Begeleider (fictief)", "begeleider", "Gemeente Merenland", "scan_lead", "Begeleider"),
    _person("S. Secretaris (fictief)", "secretaris", "Gemeente Merenland", "secretary", "Secretaris"),
    _person("M. Manager (fictief)", "mt", "Gemeente Merenland", "management", "Managementteam"),
    _person("O. Raad (fictief)", "or", "Gemeente Merenland", "works_council", "Ondernemingsraad"),
    _person("R. Raadslid (fictief)", "raad", "Gemeente Merenland", "council", "Raadslid"),
    _person("A. Beheerder (fictief)", "beheerder", "Gemeente Merenland", "administrator", "Beheerder"),
    _person("D. Begeleider (fictief)", "begeleider", "Gemeente Duinrode", "scan_lead", "Begeleider"),
    _person("D. Secretaris (fictief)", "secretaris", "Gemeente Duinrode", "secretary", "Secretaris"),
    _person("D. Beheerder (fictief)", "beheerder", "Gemeente Duinrode", "administrator", "Beheerder"),
    _person("E. Begeleider (fictief)", "begeleider", "Gemeente Bosbeke", "scan_lead", "Begeleider"),
    _person("E. Beheerder (fictief)", "beheerder", "Gemeente Bosbeke", "administrator", "Beheerder"),
)


PARTNERSHIP = "Samenwerking Meer, Duin en Bos (fictief)"
PARTNERS = tuple(
    each
    for each in PEOPLE
    if each.role == "administrator"
    or (each.municipality, each.role) in {("Gemeente Merenland", "secretary"), ("Gemeente Duinrode", "secretary")}
)  # who may work in the partnership, each on behalf of the own municipality


def log_ins() -> list[tuple[str, str]]:
    """Return (e-mail address, who) for the start-up message."""
    return [(each.email, f"{each.role_label}, {each.municipality}") for each in PEOPLE]
