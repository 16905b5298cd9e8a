"""The OpenAPI document: by the NL API Design Rules, and the one that stands in docs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from regiehuis.config.api import FIELD_ERRORS, ROOT, api
from regiehuis.platform.problems import DETAILS, MEDIA_TYPE, TITLES

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))
STORED = Path(__file__).parents[2] / "docs" / "openapi.json"
SINGLE = {"organisation", "outcome", "survey", "talk", "ambition", "decision", "report-job"}  # there is one of it
OPERATIONS = [(method, path, found) for path, methods in DOCUMENT["paths"].items() for method, found in methods.items()]
EACH = pytest.mark.parametrize(("method", "path", "found"), OPERATIONS, ids=[f"{method} {path}" for method, path, _found in OPERATIONS])


def inside(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in a part of the document."""
    if isinstance(part, dict):
        yield part
        for each in part.values():
            yield from inside(each)
    elif isinstance(part, list):
        for each in part:
            yield from inside(each)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    return DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def test_the_stored_description_is_that_of_the_sources():
    """A change of the contract is then seen by whoever reviews it. Mend with ``make fix``."""
    assert json.loads(STORED.read_text("utf-8")) == DOCUMENT


def test_everyone_may_read_it():
    answer = Client().get(f"{ROOT}/openapi.json")
    assert answer.json() == DOCUMENT
    assert answer["API-Version"] == DOCUMENT["info"]["version"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert DOCUMENT["openapi"] == "3.1.0"


@EACH
def test_paths_are_plural_nouns_without_a_slash_at_the_end(method, path, found):
    words = [word for word in path.strip("/").split("/") if not word.startswith("{")]
    assert not path.endswith("/")
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in words)
    assert all(word.endswith("s") or word == "people" or word in SINGLE for word in words)


@EACH
def test_every_operation_says_what_it_is_and_what_it_needs(method, path, found):
    assert found["summary"]
    assert found["description"]
    assert re.fullmatch(r"[a-z][A-Za-z]+", found["operationId"])
    assert {name for each in found["security"] for name in each} == {"token", "toepassing"}


@EACH
def test_every_error_is_a_problem(method, path, found):
    errors = {status: each for status, each in found["responses"].items() if int(status) >= 400}
    assert set(errors) >= {"401", "403", "404", "422", "429", "500"}
    assert ("409" in errors) == (method != "get")
    assert ("415" in errors) == (method in {"post", "put", "patch"})
    for each in errors.values():
        response = DOCUMENT["components"]["responses"][each["$ref"].rsplit("/", 1)[1]]
        assert set(response["content"]) == {MEDIA_TYPE}


@EACH
def test_a_list_comes_in_pages_with_links(method, path, found):
    if method != "get" or path.endswith("}") or path.rsplit("/", 1)[1] in SINGLE:
        return
    page = resolved(found["responses"]["200"]["content"]["application/json"]["schema"])
    assert set(page["properties"]) == {"items", "totalItems", "page", "pageSize", "links"}
    assert {each["name"] for each in found["parameters"] if each["in"] == "query"} >= {"page", "pageSize"}


def test_fields_are_camel_case():
    properties = {name for each in inside(DOCUMENT["components"]["schemas"]) for name in each.get("properties", {})}
    assert not [name for name in properties if not re.fullmatch(r"[a-z][a-zA-Z0-9]*", name)]


@EACH
def test_what_comes_in_is_bounded(method, path, found):
    """A larger integer, a longer text or a NUL would only be refused by PostgreSQL."""
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    taken = [each["schema"] for each in found["parameters"]] + ([resolved(body)] if body else [])
    assert not body or resolved(body)["additionalProperties"] is False
    for each in inside(taken):
        if each.get("type") == "integer":
            assert {"minimum", "maximum"} <= set(each)
        if each.get("type") == "string" and each.get("format") not in {"uuid", "date"} and "enum" not in each:
            assert {"maxLength", "pattern"} <= set(each)


def test_every_problem_has_words():
    for status in [*TITLES, *DETAILS]:
        assert str(TITLES[status])
    assert all(str(text) for text in FIELD_ERRORS.values())
