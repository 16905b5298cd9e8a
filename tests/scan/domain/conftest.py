"""The instrument and recommendations that the product ships with, read once."""

import tomllib
from importlib.resources import files

import pytest

from regiehuis.scan.domain.instrument_parser import parse_instrument
from regiehuis.scan.domain.knowledge_base import parse_knowledge_base


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
        **{"O.LEI": 2.4, "O.BEL": 2.6, "O.PRO": 2.0, "O.MEN": 3.0, "O.MID": 2.5},
        **{"I.LEI": 2.0, "I.STR": 1.8, "I.MED": 2.6, "I.IPR": 3.0, "I.ITP": 2.1},
        **{"I.TOE": 2.4, "I.GEG": 1.7, "I.INF": 3.1},
    }
