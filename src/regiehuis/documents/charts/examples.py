"""One example of every chart form, for the gallery. The data are invented."""

from __future__ import annotations

from dataclasses import dataclass

from regiehuis.documents.charts import alignment, chain, consensus, groups, profile, quadrant


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A picture with its title and its numbers in words."""

    title: str
    svg: str
    table: str


TICKS = tuple((float(level), str(level)) for level in range(1, 5))


def all_forms() -> list[Example]:
    """Return an example of each form."""
    return [_profile(), _quadrant(), _groups(), _chain(), _alignment(), _consensus()]


def _profile() -> Example:
    rows = (
        profile.Row(label="Leiderschap", value_text="2,4", source_text="enquête", value=2.4, source="survey", interval=(2.1, 2.7),
                    words=("speler", "spelverdeler", "coach", "bruggenbouwer"), ambition=3.0),
        profile.Row(label="Processen", value_text="2,0", source_text="afgesproken", value=2.0, source="agreed", interval=(1.8, 2.2),
                    words=("niet beschreven", "beschrijven", "samenhang", "continu verbeteren"), ambition=4.0),
        profile.Row(label="Mensen", value_text="onbekend", source_text="", value=None, source="other",
                    words=("uitvoerder", "meedenker", "zelfsturend", "extern samenwerk")),
    )  # fmt: skip
    data = profile.Profile(
        title="Profiel", description="Drie dimensies over vier fasen.", dimension_head="Dimensie", source_head="waarde en bron",
        phases=tuple(profile.Phase(number=str(number), title=title) for number, title in enumerate(("Werkplek", "Proces", "Geheel", "Keten"), 1)),
        open_phase=profile.Phase(number="5", title="Open"), groups=(profile.Group(label="Organisatie", value_text="2,2", rows=rows),),
        legend=profile.Legend(value="waarde", interval="zekerheid 90 %", survey="uit de enquête", agreed="afgesproken", other="andere bron",
                              ambition="gewenst", open_phase="niet ingevuld"),
    )  # fmt: skip
    return Example(title="Profiel", svg=profile.draw(data, prefix="vb-profiel"), table="Leiderschap 2,4; Processen 2,0; Mensen onbekend")


def _quadrant() -> Example:
    data = quadrant.Quadrant(
        title="Kwadrant", description="Twee niveaus tegen elkaar.", x_name="Organisatie", y_name="ICT", threshold=2.5, band=(2.25, 2.75), ticks=TICKS,
        top_left=quadrant.Corner(code="I", name="Visionair"), top_right=quadrant.Corner(code="II", name="Progressief"),
        bottom_left=quadrant.Corner(code="III", name="Minimalistisch"), bottom_right=quadrant.Corner(code="IV", name="Geïsoleerd"),
        point=quadrant.Point(x=2.5, y=2.2, label="nu", x_interval=(2.25, 2.75), y_interval=(2.0, 2.45)), earlier=(quadrant.Point(x=2.1, y=2.0, label="eerder"),),
    )  # fmt: skip
    return Example(title="Kwadrant", svg=quadrant.draw(data, prefix="vb-type"), table="Organisatie 2,5; ICT 2,2")


def _groups() -> Example:
    data = groups.Groups(
        title="Groepen", description="Gemiddelde per groep.", names=("Managementteam", "Medewerkers"), ticks=TICKS,
        rows=(groups.Row(label="Processen", means=(groups.Mean(group=0, value=2.8), groups.Mean(group=1, value=1.8)), remark="verdeeld"),
              groups.Row(label="Gegevens", means=(groups.Mean(group=1, value=1.5),))),
    )  # fmt: skip
    return Example(
        title="Groepen", svg=groups.draw(data, prefix="vb-groepen"), table="Processen 2,8 en 1,8; Gegevens alleen medewerkers 1,5"
    )


def _chain() -> Example:
    data = chain.Chain(
        title="Keten", description="Vier schakels.", weakest="zwakste",
        links=(chain.Link(label="Technisch", value_text="2,8"), chain.Link(label="Semantisch", value_text="1,7", weakest=True),
               chain.Link(label="Organisatorisch", value_text="2,1"), chain.Link(label="Bestuurlijk", value_text="onbekend", known=False)),
    )  # fmt: skip
    return Example(
        title="Keten",
        svg=chain.draw(data, prefix="vb-keten"),
        table="Technisch 2,8; Semantisch 1,7 (zwakste); Organisatorisch 2,1; Bestuurlijk onbekend",
    )


def _alignment() -> Example:
    data = alignment.Alignment(
        title="Afstemming", description="Verschil per gebied.", negative="organisatie verder", positive="ICT verder", limit=3.0,
        ticks=((-1.0, "\N{MINUS SIGN}1"), (0.0, "0"), (1.0, "1")),
        areas=(alignment.Area(label="Leidinggevenden", value=-0.4, value_text="\N{MINUS SIGN}0,4"), alignment.Area(label="Processen", value=0.8, value_text="+0,8"),
               alignment.Area(label="Middelen", value=None, value_text="onbekend")),
    )  # fmt: skip
    return Example(
        title="Afstemming",
        svg=alignment.draw(data, prefix="vb-afstemming"),
        table="Leidinggevenden -0,4; Processen +0,8; Middelen onbekend",
    )


def _consensus() -> Example:
    data = consensus.Consensus(
        title="Eensgezindheid", description="Schaal in drie delen.", end=1.0, end_text="1,00", value=0.74, value_text="0,74",
        parts=(consensus.Part(start=0.0, start_text="0", word="sterk verdeeld"), consensus.Part(start=0.6, start_text="0,60", word="verdeeld"),
               consensus.Part(start=0.8, start_text="0,80", word="eensgezind")),
    )  # fmt: skip
    return Example(title="Eensgezindheid", svg=consensus.draw(data, prefix="vb-consensus"), table="0,74: verdeeld")
