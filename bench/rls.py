"""What row-level security costs: the same statements, in the same kind of transaction, with the policies and past them.

Past them goes the superuser of the scratch database, which no policy holds for; the product never connects as one.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

ROUNDS = 200
HEAVY_ROUNDS = 15
STATEMENTS = (
    ("een rij", "select * from organisations_unit where organisation_id = %(org)s and code = 'E500'", ROUNDS),
    ("lijst van 20", "select * from audit_event where organisation_id = %(org)s order by at desc, id desc limit 20", ROUNDS),
    ("20 rijen met ouder", "select * from organisations_unit u left join organisations_unit p on p.id = u.parent_id where u.organisation_id = %(org)s order by u.name limit 20", HEAVY_ROUNDS),
    ("tellen", "select count(*) from organisations_unit where organisation_id = %(org)s", HEAVY_ROUNDS),
    ("zoeken", "select * from organisations_person where organisation_id = %(org)s and name ilike '%%mens 9999%%'", HEAVY_ROUNDS),
)  # fmt: skip


def compare(organisation: int) -> None:
    import psycopg
    from django.conf import settings

    urls = {role: settings.EMBEDDED.url(role, settings.EMBEDDED_DATABASE) for role in ("regiehuis_app", "postgres")}
    print(f"\n{'prijs van RLS, per transactie':30} {'met':>10} {'zonder':>10} {'erbij':>10} {'verhouding':>11}")
    with psycopg.connect(urls["regiehuis_app"], autocommit=True) as bound, psycopg.connect(urls["postgres"], autocommit=True) as free:
        for name, statement, rounds in STATEMENTS:
            took: dict[Any, list[float]] = {bound: [], free: []}
            for _ in range(rounds):  # in turn, so that both meet the same neighbours
                for connection, times in took.items():
                    times.append(once(connection, statement, organisation))
            with_rls, without = (1000 * statistics.median(times) for times in took.values())
            print(f"{name:30} {with_rls:7.2f} ms {without:7.2f} ms {with_rls - without:7.2f} ms {with_rls / without:10.2f}x", flush=True)


def once(connection: Any, statement: str, organisation: int) -> float:
    began = time.perf_counter()
    with connection.transaction():
        connection.execute("select set_config('app.organisation_id', %s, true)", [str(organisation)])
        connection.execute(statement, {"org": organisation}).fetchall()
    return time.perf_counter() - began
