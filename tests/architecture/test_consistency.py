"""What nobody remembers to check: texts, sizes, templates, forbidden words."""

from __future__ import annotations

import ast
import importlib
import re
from enum import StrEnum
from pathlib import Path

import pytest
from django.template import engines

from regiehuis.documents import texts as document_texts
from regiehuis.organisations import texts as organisation_texts
from regiehuis.organisations.domain.roles import RIGHTS, Role
from regiehuis.organisations.domain.units import UnitRow, check
from regiehuis.organisations.models import RoleChoices

SOURCE = Path(__file__).resolve().parents[2] / "src" / "regiehuis"
PYTHON = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in SOURCE.glob("**/templates/**/*") if path.is_file())
# The components, and the elements of which the sign-in library builds its own pages.
OF_THE_DESIGN_SYSTEM = (SOURCE / "platform" / "ui", SOURCE / "accounts" / "templates" / "allauth" / "elements")
APP_TEMPLATES = [path for path in TEMPLATES if not any(path.is_relative_to(folder) for folder in OF_THE_DESIGN_SYSTEM)]
LONGEST_FILE, LONGEST_FUNCTION = 500, 50
MODULES_WITH_OBSTACLES = sorted(path.parent.parent.name for path in SOURCE.glob("*/domain/*.py") if "class Obstacle(" in path.read_text())


def relative(path):
    return str(path.relative_to(SOURCE))


# ---- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES_WITH_OBSTACLES)
def test_every_obstacle_has_a_text(module):
    """Whoever is refused something reads why, in words; each text is a sentence, and none is left over."""
    texts = importlib.import_module(f"regiehuis.{module}.texts").OBSTACLES
    kinds = {type(obstacle) for obstacle in texts}
    assert len(kinds) == 1
    assert issubclass(obstacles := kinds.pop(), StrEnum)
    assert set(texts) == set(obstacles)
    assert [str(text) for text in texts.values() if not re.fullmatch(r"[A-Z].*[.]", str(text))] == []


def test_there_are_modules_with_obstacles():
    assert set(MODULES_WITH_OBSTACLES) >= {"organisations", "scan"}


def test_every_error_of_a_list_has_a_text():
    row = UnitRow(line=2, code="", name="", parent_code="?")
    long, cycle = UnitRow(line=3, code="a" * 50, name="b" * 250, parent_code=""), UnitRow(line=4, code="k", name="k", parent_code="k")
    kinds = {error.kind for error in check([row, long, long, cycle], {}).errors}
    assert kinds == set(organisation_texts.ROW_ERRORS)


def test_every_file_problem_has_a_text():
    for error, texts in (("FileProblem", document_texts.FILE_PROBLEMS), ("TemplateProblem", document_texts.TEMPLATE_PROBLEMS)):
        raised = {kind for path in PYTHON for kind in re.findall(rf'{error}\("(\w+)"', path.read_text())}
        assert raised == set(texts)


def test_every_role_has_a_label_and_rights():
    assert {choice.value for choice in RoleChoices} == set(Role) == set(RIGHTS)


# ---- size --------------------------------------------------------------------------------------------------------------


def test_no_file_is_longer_than_500_lines():
    assert {relative(path): lines for path in PYTHON if (lines := len(path.read_text().splitlines())) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines():
    long = {
        f"{relative(path)}:{node.name}": lines
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_every_module_says_what_it_is_for():
    """Except where the name says all: Django's models, urls and apps."""
    plain = {"models.py", "urls.py", "public_urls.py", "apps.py", "__init__.py"}
    assert [relative(path) for path in PYTHON if path.name not in plain and not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_no_file_is_named_after_its_kind():
    assert [relative(path) for path in PYTHON if path.stem in {"utils", "helpers", "common", "misc", "core", "base", "manager"}] == []


# ---- templates ---------------------------------------------------------------------------------------------------------


def test_no_app_template_uses_a_class_of_the_design_system():
    """Only the components know it: a new version of the design system is then one folder of work."""
    raw = {relative(path): found for path in APP_TEMPLATES if (found := re.findall(r"\b(?:nl|utrecht)-[a-z-]+", _classes(path)))}
    assert raw == {}


def _classes(path):
    return " ".join(re.findall(r'class="([^"]*)"', path.read_text()))


@pytest.mark.parametrize("forbidden", [r"\sstyle=", r"<script(?![^>]*\bsrc=)", r"<style", r"\son[a-z]+=", r"hx-on", r"\bjs:"])
def test_no_template_holds_what_the_content_security_policy_refuses(forbidden):
    assert [relative(path) for path in TEMPLATES if re.search(forbidden, path.read_text())] == []


# Text that is not escaped again. Each line is a decision: whoever makes that text, escapes what it holds.
UNESCAPED = {
    "scan/templates/scan/report_read.html",  # the report's own HTML, by documents.renderers.html
    "organisations/templates/organisations/_style_preview.html",  # drawn by us from colours that were checked letter by letter
    "scan/templates/scan/_figure.html",  # a chart's own SVG, by documents.charts
    "scan/templates/scan/_picture.html",  # the same on the big screen, and a QR code: dots without any text
}


def test_text_is_escaped_except_where_reviewed():
    """Mail in plain text is not HTML, so nothing is escaped there."""
    pages = [path for path in TEMPLATES if path.suffix == ".html"]
    assert {relative(path) for path in pages if re.search(r"\|\s*safe\b|autoescape off|safeseq", path.read_text())} <= UNESCAPED


def test_every_form_that_posts_carries_a_token():
    """Except the survey: it takes no cookie, the link is the authority."""
    without = [relative(path) for path in APP_TEMPLATES
               if re.search(r'<form[^>]*method="post"', path.read_text(), re.I) and "csrf_token" not in path.read_text()]  # fmt: skip
    assert without in ([], ["scan/templates/scan/answer.html"])


def test_every_template_is_used():
    text = "\n".join(path.read_text() for path in [*PYTHON, *TEMPLATES])
    by_django = {"400.html", "403.html", "404.html", "500.html"}
    unused = []
    for path in TEMPLATES:
        name = str(path.relative_to(next(parent for parent in path.parents if parent.name == "templates")))
        if name.startswith("cotton/"):
            component = name.removeprefix("cotton/").removesuffix(".html").replace("/", ".").replace("_", "-")
            used = re.search(rf"<c-{re.escape(component)}[\s/>]", text)
        else:
            used = name in by_django or f'"{name}"' in text or name.startswith(("account/", "mfa/", "usersessions/", "allauth/"))
        if not used:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_template_compiles(path):
    name = str(path.relative_to(next(parent for parent in path.parents if parent.name == "templates")))
    engines["django"].get_template(name)


# ---- what may not occur ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "why"), [
    ("scopes_disabled", "the scoped manager is one of the three nets"),
    ("StreamingHttpResponse", "it would run outside the tenant's transaction"),
    ("_raw_delete", "it steps around what Django deletes along"),
    ("SECURITY DEFINER", "under FORCE its owner sees no rows either"),
    (".raw(", "written SQL belongs in platform"),
    (".extra(", "written SQL belongs in platform"),
    ("print(", "logs are structured"),
    ("TODO", "an issue has a number"),
    ("FIXME", "an issue has a number"),
])  # fmt: skip
def test_this_does_not_occur_in_the_source(word, why):
    assert [relative(path) for path in PYTHON if word in path.read_text()] == [], why


def test_written_sql_stays_in_the_platform():
    """Elsewhere the ORM, which the scoped managers guard."""
    assert [
        relative(path) for path in PYTHON if "cursor.execute(" in path.read_text() and not path.is_relative_to(SOURCE / "platform")
    ] == []


def test_pages_ask_selectors_and_services_never_the_tables():
    """One tested door to the rows: a page that asks a table itself would have to remember every right and every tenant."""
    pages = [path for path in PYTHON if {"views", "api", "schemas"} & {path.stem, path.parent.name} or path.stem == "public_views"]
    assert len(pages) > 10
    asked = re.compile(r"\.objects\b(?!\.purge_and_list)|\.(?:filter|exclude|select_related|values_list|bulk_create)\(")
    found = {relative(path): asked.findall(path.read_text()) for path in pages}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_no_signal_does_business():
    """Writes happen in services, where one looks for them; post_migrate keeps the database's nets."""
    found = [relative(path) for path in PYTHON if re.search(r"@receiver|(?<!psycopg)(?<!probe)\.connect\(", path.read_text())]
    assert found == ["platform/apps.py"]
