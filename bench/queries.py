"""Count the queries of each page on the demo: started by ``make bench``, on the database that it made.

A number that grows between two runs is a page that became dearer; that it does not grow with the data is a matter for tests.
"""

from __future__ import annotations

import re

PAGES = (
    ("startpagina", "/"), ("lijst van scans", "/scan/"), ("overzicht van een scan", "{scan}"), ("intake", "{scan}intake/"), ("vragenlijst", "{scan}vragenlijst/"),
    ("werksessie", "{scan}werksessie/"), ("duiding", "{scan}duiding/"), ("aanbevelingen", "{scan}aanbevelingen/"), ("rapport", "{scan}rapport/"),
    ("eenheden", "/organisatie/eenheden/"),
)  # fmt: skip
LEAD = "begeleider@merenland.example"


def main() -> None:
    from regiehuis.config.commands import application

    with application(demo=True):
        from django.contrib.auth import get_user_model
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        client = Client(headers={"host": "localhost"})
        client.force_login(get_user_model().objects.get(email=LEAD), backend="allauth.account.auth_backends.AuthenticationBackend")
        scan = re.search(r"/scan/[0-9a-f-]{36}/", client.get("/scan/").content.decode())[0]  # type: ignore[index]
        for name, pattern in PAGES:
            path = pattern.format(scan=scan)
            client.get(path)  # the first visit of a process reads the instrument
            with CaptureQueriesContext(connection) as queries:
                status = client.get(path).status_code
            print(f"{name:36} {len(queries):3} queries" + ("" if status == 200 else f"   (antwoord {status})"))


if __name__ == "__main__":
    main()
