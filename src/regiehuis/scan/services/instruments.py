"""Load versions of the instrument and its recommendations; a loaded version never changes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from django.db import transaction

from ..domain.hashing import content_hash
from ..domain.instrument import Instrument as ParsedInstrument
from ..domain.instrument_parser import InstrumentError, parse_instrument
from ..domain.knowledge_base import parse_knowledge_base
from ..models import Instrument, KnowledgeBase


def load_bundled() -> None:
    """Load the instrument and recommendations that come with the product; doing it twice changes nothing."""
    data = resources.files("regiehuis.scan") / "data"
    with transaction.atomic():
        parsed = load_instrument(tomllib.loads((data / "instrument.toml").read_text("utf-8")))
        load_knowledge_base(tomllib.loads((data / "recommendations.toml").read_text("utf-8")), parsed)


def load_instrument(content: Mapping[str, Any]) -> ParsedInstrument:
    """Store a new version. Raises InstrumentError when it is not valid, or differs from the version of that number."""
    parsed = parse_instrument(content)
    digest = content_hash(content)
    stored, _created = Instrument.objects.get_or_create(
        code=parsed.code, version=parsed.version, defaults={"content": json.dumps(content), "sha256": digest}
    )
    _refuse_changed("Instrument", stored.sha256, digest, parsed.version)
    return parsed


def load_knowledge_base(content: Mapping[str, Any], instrument: ParsedInstrument) -> None:
    """Store a new version of the recommendations, under the same rule."""
    parsed = parse_knowledge_base(content, instrument)
    digest = content_hash(content)
    stored, _created = KnowledgeBase.objects.get_or_create(
        code=parsed.code, version=parsed.version,
        defaults={"content": json.dumps(content), "sha256": digest, "instrument_code": instrument.code},
    )  # fmt: skip
    _refuse_changed("Aanbevelingen", stored.sha256, digest, parsed.version)


def _refuse_changed(what: str, stored: str, offered: str, version: str) -> None:
    if stored != offered:
        raise InstrumentError(
            f"{what} niet geladen: versie {version} bestaat al met een andere inhoud en kan al gebruikt zijn. "
            "Geef de wijziging een nieuw versienummer. De oude versie blijft gelden."
        )
