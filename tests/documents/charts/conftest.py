"""One plausible example of each form, and what a picture says and where."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

import pytest

from regiehuis.documents.charts import alignment, chain, consensus, groups, profile, quadrant, votes
from regiehuis.documents.charts.text import width

SVG = "{http://www.w3.org/2000/svg}"
TICKS = tuple((number, str(number)) for number in range(1, 5))


def profile_row(label: str, value: float | None, source: Any = "survey", **more: Any) -> profile.Row:
    printed = "onbekend" if value is None else str(value).replace(".", ",")
    words = ("speler", "spelverdeler", "coach", "bruggenbouwer")
    return profile.Row(
        **{
            "label": label,
            "value_text": printed,
            "source_text": "enqu\u00eate",
            "value": value,
            "source": source,
            "words": words,
        }
        | more
    )


PROFILE = profile.Profile(
    title="Profiel",
    description="Drie dimensies over vijf fasen.",
    dimension_head="Dimensie",
    source_head="waarde en bron",
    phases=tuple(profile.Phase(number=str(number), title=f"Fase {number} van de keten") for number in range(1, 5)),
    open_phase=profile.Phase(number="5", title="Transformatie\u00advermogen"),
    groups=(
        profile.Group(
            label="Organisatie",
            value_text="2,5",
            rows=(
                profile_row("Leiderschap", 2.4, interval=(2.1, 2.7), ambition=3),
                profile_row("Processen", 2.0, "agreed", ambition=3),
                profile_row("Mensen", 3.1, "other", ambition=3.1),
            ),
        ),
        profile.Group(label="ICT", value_text="2,2", rows=(profile_row("Gegevens", 1.7),)),
    ),
    legend=profile.Legend(
        value="waarde",
        interval="zekerheid 90 %",
        survey="uit de enqu\u00eate",
        agreed="afgesproken",
        other="schatting",
        ambition="ambitie",
        open_phase="niet ingevuld",
    ),
)
QUADRANT = quadrant.Quadrant(
    title="Type",
    description="Organisatie 2,5 en ICT 2,2.",
    x_name="Organisatie",
    y_name="ICT",
    top_left=quadrant.Corner(code="I", name="Visionair in een reactieve organisatie"),
    top_right=quadrant.Corner(code="II", name="Progressief in een proactieve organisatie"),
    bottom_left=quadrant.Corner(code="III", name="Minimalistisch in een reactieve organisatie"),
    bottom_right=quadrant.Corner(code="IV", name="Ge\u00efsoleerd in een proactieve organisatie"),
    threshold=2.5,
    band=(2.25, 2.75),
    ticks=TICKS,
    point=quadrant.Point(x=2.5, y=2.2, label="2026", x_interval=(2.3, 2.7), y_interval=(2, 2.4)),
    earlier=(quadrant.Point(x=2.1, y=2, label="2024"),),
)
CHAIN = chain.Chain(
    title="Interoperabiliteit",
    description="De semantische laag is de zwakste.",
    links=(
        chain.Link(label="Technisch", value_text="2,8"),
        chain.Link(label="Semantisch", value_text="1,7", weakest=True),
        chain.Link(label="Organisatorisch", value_text="2,1"),
        chain.Link(label="Bestuurlijke condities", value_text="onbekend", known=False),
    ),
    weakest="zwakste",
)
ALIGNMENT = alignment.Alignment(
    title="Afstemming",
    description="Overal loopt de organisatie voor.",
    negative="organisatie verder",
    positive="ICT verder",
    areas=(
        alignment.Area(label="Leiderschap", value=-0.4, value_text="\u22120,4"),
        alignment.Area(label="Processen", value=0.1, value_text="+0,1"),
        alignment.Area(label="Mensen", value=0.0, value_text="0,0"),
        alignment.Area(label="Middelen", value=None, value_text="onbekend"),
    ),
    ticks=((-1, "\u22121"), (0, "0"), (1, "+1")),
    limit=1,
)
GROUPS = groups.Groups(
    title="Verschillen",
    description="Het managementteam ziet meer.",
    names=("Managementteam", "Medewerkers", "I-professionals"),
    rows=(
        groups.Row(
            label="Processen",
            means=(
                groups.Mean(group=0, value=2.8, interval=(2.5, 3.1)),
                groups.Mean(group=1, value=1.8),
                groups.Mean(group=2, value=2.8),
            ),
            remark="een hele fase verder",
        ),
        groups.Row(label="Mensen", means=(groups.Mean(group=1, value=2),)),
    ),
    ticks=TICKS,
)
CONSENSUS = consensus.Consensus(
    title="Eensgezindheid",
    description="0,74: verdeeld.",
    parts=(
        consensus.Part(start=0, start_text="0", word="sterk verdeeld"),
        consensus.Part(start=0.6, start_text="0,60", word="verdeeld"),
        consensus.Part(start=0.8, start_text="0,80", word="eensgezind"),
    ),
    end=1,
    end_text="1",
    value=0.737,
    value_text="0,74",
)

VOTES = votes.Votes(
    title="Processen",
    description="Stemmen per fase: 2, 7, 3, 0 en 0.",
    columns=tuple(
        votes.Column(number=str(number), word=word)
        for number, word in enumerate(
            ("niet beschreven", "functionele architectuur primaire processen", "samenhang", "continu verbeteren", "?"), start=1
        )
    ),
    counts=(2, 7, 3, 0, 0),
    is_open=True,
    marker=votes.Marker(value=2.3, text="Enquête: 2,3", note="214 antwoorden"),
)

FORMS: dict[str, tuple[Callable[..., str], Any]] = {
    "votes": (votes.draw, VOTES),
    "votes-twice": (
        votes.draw,
        replace(
            VOTES, earlier=(0, 0, 5, 7, 40), names=("Ronde 1", "Ronde 2"), is_open=False, marker=votes.Marker(value=5, text="Enquête: 5,0")
        ),
    ),
    "votes-none": (votes.draw, replace(VOTES, counts=(0, 0, 0, 0, 0), marker=None)),
    "profile": (profile.draw, PROFILE),
    "profile-closed": (profile.draw, replace(PROFILE, open_phase=None, groups=PROFILE.groups[:1])),
    "quadrant": (quadrant.draw, QUADRANT),
    "quadrant-missing": (quadrant.draw, replace(QUADRANT, point=None, earlier=(), missing="Onvoldoende gegevens")),
    "chain": (chain.draw, CHAIN),
    "alignment": (alignment.draw, ALIGNMENT),
    "groups": (groups.draw, GROUPS),
    "consensus": (consensus.draw, CONSENSUS),
    "consensus-unknown": (consensus.draw, replace(CONSENSUS, value=None, value_text="onbekend")),
}


@pytest.fixture(params=FORMS.values(), ids=FORMS.keys())
def form(request: pytest.FixtureRequest) -> tuple[Callable[..., str], Any]:
    chosen: tuple[Callable[..., str], Any] = request.param
    return chosen


@dataclass
class Line:
    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool


class Drawing:
    """A picture, read back."""

    def __init__(self, svg: str) -> None:
        self.svg = svg
        self.root = ElementTree.fromstring(svg)
        _, _, self.width, self.height = (float(part) for part in self.root.attrib["viewBox"].split())

    def all(self, name: str, **attributes: str) -> list[ElementTree.Element]:
        wanted = attributes.items()
        return [one for one in self.root.iter(SVG + name) if all(one.get(k.rstrip("_")) == v for k, v in wanted)]

    @property
    def words(self) -> str:
        return " ".join(" ".join(filter(None, (part.strip() for part in one.itertext()))) for one in self.texts)

    @property
    def texts(self) -> list[ElementTree.Element]:
        """The texts, without the white outlines behind them."""
        return [one for one in self.all("text") if one.get("aria-hidden") is None]

    @property
    def lines(self) -> list[Line]:
        found = []
        for text in self.texts:
            if text.get("transform"):
                continue
            size, at = float(text.get("font-size", 0)), 0.0
            for part in list(text) or [text]:
                bold = (part.get("font-weight") or text.get("font-weight")) == "700"
                wide = width(part.text or "", size, bold=bold)
                start = float(part.get("x") or text.get("x") or 0) if part.get("x") or part is text else None
                at = start if start is not None else (at or float(text.get("x", 0))) + float(part.get("dx", 0))
                shift = {"middle": wide / 2, "end": wide}.get(text.get("text-anchor", ""), 0)
                base = float(part.get("y") or text.get("y", 0))
                found.append(Line(part.text or "", at - shift, at - shift + wide, base, size, bold))
                at += wide
        return found

    def outside(self) -> list[Line]:
        """Lines of text that leave the picture, by the estimated width."""
        return [
            one
            for one in self.lines
            if one.left < -0.6
            or one.right > self.width + 0.6
            or one.base - 0.75 * one.size < -0.6
            or one.base + 0.2 * one.size > self.height + 0.6
        ]


@pytest.fixture
def read() -> Callable[[str], Drawing]:
    return Drawing
