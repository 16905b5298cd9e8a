"""The web behind a real PgBouncer in transaction mode, as docs/beheer/containers.md tells: connections are shared, organisations never."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from regiehuis.platform.postgres import server_account
from tests.conftest import free_port
from tests.faults.conftest import PASSWORD
from tests.faults.nodes import Node, is_ready, running, signed_in, wait_until

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not Path(PROGRAM).exists(), reason="geen pgbouncer: sudo apt-get install -y pgbouncer")]

SHARED = 2  # connections to PostgreSQL for everybody together
PEOPLE = {"begeleider@merenland.example": "Gemeente Merenland", "begeleider@duinrode.example": "Gemeente Duinrode"}
EACH = 30


@pytest.fixture
def bouncer(real_server, tmp_path):
    """The port of a PgBouncer before the server. It refuses to run as root, so it runs as the account of the server."""
    port, folder, account = free_port(), Path(f"{real_server.home}/bouncer"), server_account()
    folder.mkdir()
    (folder / "users.txt").write_text(f'"regiehuis_app" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\nregiehuis = host=127.0.0.1 port={real_server.port} dbname=regiehuis\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"auth_type = scram-sha-256\nauth_file = {folder}/users.txt\npool_mode = transaction\ndefault_pool_size = {SHARED}\nunix_socket_dir =\n"
        "admin_users = regiehuis_app\n"
    )
    process = subprocess.Popen([PROGRAM, "-q", str(folder / "pgbouncer.ini")], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               cwd="/", user=account.pw_uid if account else None, group=account.pw_gid if account else None)  # fmt: skip
    try:
        yield port
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def test_behind_pgbouncer_connections_are_shared_and_organisations_are_not(real_server, bouncer):
    web = free_port()
    address = f"postgresql://regiehuis_app:{PASSWORD}@127.0.0.1:{bouncer}/regiehuis"
    with running(Node(real_server.environment | {"DATABASE_URL": address}, "web", "--host", "127.0.0.1", "--port", str(web))):
        wait_until(lambda: is_ready(web), 60)
        clients = [(signed_in(web, email), own) for email, own in PEOPLE.items() for _twice in range(2)]
        seen: Counter[str] = Counter()
        visits = [threading.Thread(target=visit, args=(client, own, seen)) for client, own in clients]
        for each in visits:
            each.start()
        for each in visits:
            each.join(120)
        assert seen == {"own": EACH * len(clients)}
        with psycopg.connect(real_server.url("postgres")) as link:
            query = "select count(*) from pg_stat_activity where usename = 'regiehuis_app' and datname = 'regiehuis'"
            (connections,) = link.execute(query).fetchone() or (0,)
    assert 0 < connections <= SHARED, "the web went past the bouncer, or not through it"


def visit(client, own, seen):
    """One page after the other; each shows the own municipality and never the other."""
    (other,) = set(PEOPLE.values()) - {own}
    for _number in range(EACH):
        page = client.get("/scan/")
        seen["own" if page.status_code == 200 and own in page.text and other not in page.text else f"{page.status_code}"] += 1
