"""What a worker process runs: ``python -m regiehuis.config.work CONCURRENCY``. ``regiehuis worker`` and ``serve`` start it, and start it again."""

from __future__ import annotations

import asyncio
import sys
import time

from regiehuis.config.commands import application
from regiehuis.config.processes import database_answers

# Short times: with those of the library (30 s per connection, up to five minutes between attempts) a worker holds on to a database that is
# gone for more than a minute before it ends, and only then it can start again.
POOL = {"min_size": 1, "max_size": 4, "timeout": 3, "reconnect_timeout": 3}


def main(concurrency: int) -> None:
    with application():
        while not database_answers():
            time.sleep(1)
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.utils import connector_params
        from procrastinate.psycopg_connector import PsycopgConnector

        with app.replace_connector(PsycopgConnector(kwargs=connector_params(), **POOL)):
            asyncio.run(work(concurrency))


async def work(concurrency: int) -> None:
    from procrastinate.contrib.django import app

    async with app.open_async():
        await app.run_worker_async(concurrency=concurrency)


if __name__ == "__main__":
    main(int(sys.argv[1]))
