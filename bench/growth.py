"""How lists and searches grow from 1,000 to 100,000 rows, and what row-level security costs. Started by ``python -m bench``.

Runs in the scratch database of the bench: fills new municipalities there, beside each other in the same tables.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIZES = (1_000, 10_000, 100_000)
REPEATS = 5
PAGES = (
    ("eenheden, een pagina", "/organisatie/eenheden/"), ("eenheden, zoeken", "/organisatie/eenheden/?zoek=9+99"),
    ("mensen, een pagina", "/organisatie/mensen/"), ("mensen, zoeken", "/organisatie/mensen/?zoek=mens9999"),
    ("logboek, een pagina", "/logboek/"), ("logboek, laatste pagina", "/logboek/?pagina={last}"), ("logboek, zoeken", "/logboek/?zoek=E999"),
)  # fmt: skip


def main() -> None:
    from regiehuis.config.commands import application

    with application(demo=True):
        organisations = {size: filled(size) for size in SIZES}
        analyse()
        pages(organisations)
        from .rls import compare

        compare(organisations[SIZES[-1]].pk)


ROWS = (
    """insert into organisations_unit (organisation_id, public_id, code, name, parent_id, is_active)
       select %(org)s, gen_random_uuid(), 'E' || n, 'Eenheid ' || n %% 10 || ' ' || n, %(first)s, true from generate_series(1, %(size)s - 1) n""",
    """insert into organisations_person (organisation_id, public_id, name, email, unit_id)
       select %(org)s, gen_random_uuid(), 'Mens ' || n, 'mens' || n || '@bench.example', %(first)s from generate_series(1, %(size)s) n""",
    """insert into audit_event (organisation_id, public_id, at, by_name, event, subject, detail, reason)
       select %(org)s, gen_random_uuid(), now() - n * interval '1 minute', 'Beheer', 'organisations.unit.changed', 'E' || n, jsonb_build_object('naam', 'Eenheid ' || n), ''
       from generate_series(1, %(size)s) n""",
)  # fmt: skip


def filled(size: int) -> Any:
    """Make a municipality with so many units, people and lines in the log, and an administrator. Straight into the tables: the
    import of units has measures of its own."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from regiehuis.organisations.models import Membership, Organisation, Person, Unit
    from regiehuis.platform.tenancy import tenant

    made = Organisation.objects.create(name=f"Groei {size}", country="NL")
    account = get_user_model().objects.create_user(email=f"groei{size}@bench.example", name="Beheer")
    with tenant(made.pk), connection.cursor() as cursor:
        first = Unit.objects.create(organisation=made, code="E0", name="Alles")
        for statement in ROWS:
            cursor.execute(statement, {"org": made.pk, "first": first.pk, "size": size})
        person = Person.objects.create(organisation=made, user=account, name="Beheer", email=account.email)
        Membership.objects.create(organisation=made, person=person, user=account, role="administrator", starts_on="2026-01-01")
    return made


def analyse() -> None:
    """As the database does by itself after a while."""
    import psycopg
    from django.conf import settings

    with psycopg.connect(settings.EMBEDDED.url("regiehuis_owner", settings.EMBEDDED_DATABASE), autocommit=True) as owner:
        owner.execute("analyze")


def pages(organisations: dict[int, Any]) -> None:
    print(f"{'':30}" + "".join(f"{size:>26}" for size in organisations) + f"{'groei':>8}")
    print(f"{'':30}" + f"{'klok   proces vragen ':>26}" * len(organisations))
    for name, path in PAGES:
        cells, first = [], 0.0
        for size, organisation in organisations.items():
            seconds, used, queries = visit(organisation, path.format(last=size // 50))
            first = first or seconds
            cells.append(f"{1000 * seconds:9.0f} ms{1000 * used:6.0f} ms{queries:6} ")
        print(f"{name:30}" + "".join(f"{cell:>26}" for cell in cells) + f"{seconds / first:7.1f}x", flush=True)


def visit(organisation: Any, path: str) -> tuple[float, float, int]:
    """Return the median seconds of a page, the processor time in this process, and its number of queries."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    account = get_user_model().objects.get(email=f"groei{organisation.name.split()[1]}@bench.example")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    number = len(queries)  # now: the next request empties the list
    if answer.status_code != 200:
        raise SystemExit(f"{path}: antwoord {answer.status_code}")
    found = []
    for _ in range(REPEATS):
        with timed() as each:
            client.get(path)
        found.append(each)
    return statistics.median(each[0] for each in found), statistics.median(each[1] for each in found), number


@contextmanager
def timed() -> Iterator[list[float]]:
    """Measure wall clock and processor time of this process, in seconds."""
    began, used, found = time.perf_counter(), time.process_time(), [0.0, 0.0]
    yield found
    found[:] = time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    main()
