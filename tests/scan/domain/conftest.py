"""The instrument and recommendations that the product ships with, read once, and small surveys to attack."""

import tomllib
from importlib.resources import files
from random import Random

import pytest

from regiehuis.scan.domain.buckets import OTHER_ROLE
from regiehuis.scan.domain.instrument_parser import parse_instrument
from regiehuis.scan.domain.knowledge_base import parse_knowledge_base
from regiehuis.scan.domain.outcome import compute
from regiehuis.scan.domain.outcome_input import OutcomeInput, Response
from regiehuis.scan.domain.outcome_json import to_jsonable


def _read(name):
    return tomllib.loads((files("regiehuis.scan") / "data" / name).read_text(encoding="utf-8"))


@pytest.fixture
def instrument_content():
    """A fresh copy to break."""
    return _read("instrument.toml")


@pytest.fixture
def recommendations_content():
    return _read("recommendations.toml")


@pytest.fixture(scope="session")
def instrument():
    return parse_instrument(_read("instrument.toml"))


@pytest.fixture(scope="session")
def scoring(instrument):
    return instrument.scoring


@pytest.fixture(scope="session")
def knowledge_base(instrument):
    return parse_knowledge_base(_read("recommendations.toml"), instrument)


@pytest.fixture(scope="session")
def worked_values():
    """The values of the worked examples: O-niveau 2.50 and I-niveau 2.22."""
    return {
        "O.LEI": 2.4,
        "O.BEL": 2.6,
        "O.PRO": 2.0,
        "O.MEN": 3.0,
        "O.MID": 2.5,
        "I.LEI": 2.0,
        "I.STR": 1.8,
        "I.MED": 2.6,
        "I.IPR": 3.0,
        "I.ITP": 2.1,
        "I.TOE": 2.4,
        "I.GEG": 1.7,
        "I.INF": 3.1,
    }


@pytest.fixture(scope="session")
def published(instrument, knowledge_base):
    """Everything that an outcome tells."""
    return lambda inputs: to_jsonable(compute(inputs, instrument, knowledge_base))


@pytest.fixture(scope="session")
def small_survey(instrument):
    """seed -> a survey on two dimensions: some role groups under k, some "weet ik niet", and weights of its own."""
    roles = (*instrument.role_codes, OTHER_ROLE)

    def survey(seed, k=5):
        random = Random(seed)
        largest = random.choice((2, 6, 30))
        sizes = {role: random.choice([size for size in (0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 30) if size <= largest]) for role in roles}
        share = random.choice((0.0, 0.2, 0.6))
        responses = [
            Response(
                role=role,
                cards={code: None if random.random() < share else random.randint(1, 5) for code in ("O.LEI", "I.GEG")},
            )
            for role, size in sizes.items()
            for _ in range(size)
        ]
        return OutcomeInput(
            responses=responses,
            headcounts={role: size + random.randint(0, 4) for role, size in sizes.items()},
            weights={role: random.choice((1.0, 1.0, 2.0, 3.0)) for role in roles},
            k=k,
        )

    return survey
