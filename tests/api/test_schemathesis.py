"""Whatever the description allows and forbids, sent by a program of another municipality: the answers keep to the description.

schemathesis makes the requests: every operation with values that fit and values that do not, at their limits, with parts left
out. Ids are drawn from those of B itself, of A, and of nobody. No answer may be a fault of ours or hold anything of A.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from regiehuis.config.api import api
from regiehuis.platform.tenancy import tenant
from regiehuis.scan.models import Instrument, Scan, ScanReport
from regiehuis.scan.services import outcomes
from tests.architecture.world import MARKER, build
from tests.conftest import cloned, pointed_at
from tests.factories import BlobFactory, DimensionResultFactory, ScanFactory, ScanReportFactory, bearer
from tests.scan.steps import everything_stored

# Per operation, beside the systematic cases. 12: the whole file stays under 40 seconds; docs/beheer/prestaties.md tells of more.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "12"))

OWN, FOREIGN, NOBODY = (UUID(f"0192c3a4-0000-7000-8000-00000000000{number}") for number in (1, 2, 3))
IDS = [str(each) for each in (OWN, FOREIGN, NOBODY)]
CODE, VERSION, MISSING = "2.1-G1", "1.0.0", "bestaat-niet"
WORDS = {
    "scan_id": IDS, "report_id": IDS, "code": [CODE, "ioscan", MISSING], "version": [VERSION, MISSING],
    "key": ["inwoners", "cultuur", MISSING], "kind": ["pdf", "odt", MISSING], "vote": ["1", "2"], "source": ["agreed", "intake"],
    "participant_id": IDS,
}  # fmt: skip
# What fits the description may be refused (422) by a rule that OpenAPI cannot express. Each line is a decision.
JUDGED_BY_RULES = {
    ("post", "/scans"),  # who leads a scan, has that role
    ("put", "/scans/{scan_id}/facts/{key}"),  # the question decides what its value may be
    ("put", "/scans/{scan_id}/talk"),  # the instrument decides which types there are
    ("put", "/scans/{scan_id}/ambition"),  # and which dimensions and phases
    ("put", "/scans/{scan_id}/dimensions/{code}/votes/{vote}"),  # and how many cards
    ("put", "/scans/{scan_id}/dimensions/{code}/values/{source}"),  # in halves, up to the top of the scale
}


def described() -> Any:
    """The OpenAPI document, with the words above for its path parameters."""
    document = json.loads(json.dumps(api.get_openapi_schema()))
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    parameter["schema"] = {"type": "string", "enum": WORDS[parameter["name"]]}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    return schema


schema = described()
answers = Counter[int]()


def stored_of(organisation_id: int) -> dict[str, list[str]]:
    """Everything of the open organisation; of the queue, which is for all, only its own jobs."""
    found = everything_stored()
    return found | {"jobs": [job for job in found["jobs"] if f'""organisation_id"": {organisation_id}}}' in job]}


@pytest.fixture(scope="module")
def headers(template, django_db_blocker, request):
    """A token of B, whose scan has an outcome and a report, beside A; on a database of their own, as what is sent is stored."""
    with cloned(template) as database, django_db_blocker.unblock(), pointed_at(database):
        made = build()
        scan = ScanFactory(organisation=made.b, reported=True, public_id=OWN)
        for dimension in ("O.LEI", "I.LEI"):
            DimensionResultFactory(organisation=made.b, scan=scan, dimension=dimension)
        with tenant(made.b.pk):
            outcomes.refresh(scan)
            assert scan.recommendations.filter(code=CODE).exists()
        ScanReportFactory(organisation=made.b, scan=scan, files={"pdf": str(BlobFactory(organisation=made.b).public_id)}, public_id=OWN)
        with tenant(made.a.pk):
            for model in (Scan, ScanReport):
                model.objects.filter(pk=made.rows[model].pk).update(public_id=FOREIGN)
            before = stored_of(made.a.pk)
        assert Instrument.objects.filter(code="ioscan", version=VERSION).exists()
        yield bearer(made.rival, made.b)
        with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            print(f"\n{answers.total()} cases, by answer: {dict(sorted(answers.items()))}")
        with tenant(made.a.pk):
            assert stored_of(made.a.pk) == before, "a program of B changed something of A"


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
def test_answers_keep_to_the_description(case, headers):
    cache.clear()  # or the guesses that it makes at tokens would be told to wait
    response = case.call(headers=headers)
    answers[response.status_code] += 1
    assert response.status_code < 500
    excluded = [positive_data_acceptance] if (case.operation.method, case.operation.path) in JUDGED_BY_RULES else []
    case.validate_response(response, headers=headers, excluded_checks=excluded)
    assert MARKER not in response.text
