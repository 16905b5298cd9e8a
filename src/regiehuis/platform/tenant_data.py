"""Everything of one organisation: given to it in open formats, or removed for good. Walks the models, so that a new one is in it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from .tenancy import AnonymousTenantModel, set_for_transaction, tenant, tenant_models

SECRETS = frozenset({"secret_hash", "token_hash"})  # they open nothing elsewhere, and nobody needs them
FORMAT = "regiehuis-export-1"
README = """Gegevens van {name}

Elke tabel staat in tabellen/ als JSON Lines: een regel per rij, in UTF-8. Bestanden staan in bestanden/; de rij noemt het pad.
manifest.json noemt elke tabel met kolommen, aantal rijen en controlegetal (sha256), en wat er niet in zit en waarom.
Datums en tijden zijn ISO 8601, tijden in UTC. Gemaakt op {day} met Regiehuis {version}.
"""


def exported_models() -> list[type[models.Model]]:
    """Return the tenant models that an organisation gets, by table. Answers of a survey stay: respondents were promised that no
    raw file of them exists; what may be known of them is in the stored outcomes."""
    return sorted(
        (model for model in tenant_models() if not issubclass(model, AnonymousTenantModel)), key=lambda model: model._meta.db_table
    )


def export(*, organisation_id: int, name: str, version: str, extra: dict[str, list[dict[str, Any]]], target: IO[bytes]) -> dict[str, int]:
    """Write a ZIP with every row and file of the organisation; return the number of rows per table. One transaction: one moment.

    ``extra`` are rows that stand outside the tenant, such as the organisation itself and the accounts of its people.
    """
    counts: dict[str, int] = {}
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "organisation": name,
        "made_at": datetime.now(UTC),
        "version": version,
        "tables": {},
        "left_out": {},
    }
    with tenant(organisation_id), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, outside in extra.items():
            counts[table] = _write(archive, manifest, table, iter(outside), sorted({key for row in outside for key in row}))
        for model in exported_models():
            fields = [field for field in model._meta.concrete_fields if field.name not in SECRETS]
            rows = _rows(model, fields, archive)
            counts[model._meta.db_table] = _write(archive, manifest, model._meta.db_table, rows, [str(field.column) for field in fields])
        for model in tenant_models():
            if model not in exported_models():
                manifest["left_out"][model._meta.db_table] = "antwoorden van respondenten: beloofd is dat een bestand daarvan niet bestaat"
        archive.writestr("manifest.json", _json(manifest, indent=2))
        archive.writestr("LEESMIJ.txt", README.format(name=name, day=datetime.now(UTC).date().isoformat(), version=version))
    return counts


def _rows(model: type[models.Model], fields: list[Any], archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        values: dict[str, Any] = {}
        for field in fields:
            value = getattr(row, field.attname)
            if isinstance(field, models.BinaryField) and value is not None:
                value = _file(archive, model, row, field, bytes(value))
            values[field.column] = value
        yield values


def _file(archive: zipfile.ZipFile, model: type[models.Model], row: Any, field: Any, content: bytes) -> str:
    """Write the content of a binary column as a file; return its path in the archive."""
    name = PurePosixPath(str(getattr(row, "name", field.name)).replace("/", "-")).name or field.name
    path = f"bestanden/{model._meta.db_table}/{row.pk}-{name}"
    archive.writestr(path, content)
    return path


def _write(archive: zipfile.ZipFile, manifest: dict[str, Any], table: str, rows: Iterator[dict[str, Any]], columns: list[str]) -> int:
    digest, lines = hashlib.sha256(), []
    for row in rows:
        line = _json(row) + "\n"
        digest.update(line.encode())
        lines.append(line)
    archive.writestr(f"tabellen/{table}.jsonl", "".join(lines))
    manifest["tables"][table] = {"columns": columns, "rows": len(lines), "sha256": digest.hexdigest()}
    return len(lines)


def _json(value: Any, **options: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, **options)


def erase(*, organisation_id: int) -> dict[str, int]:
    """Delete the organisation with every row of it, the log too; return the number per table. Only the owner of the tables can, and only
    inside the transaction of this call: keys are checked at its end, so the order of the tables does not matter."""
    counts = {}
    with tenant(organisation_id):
        set_for_transaction(erasing=str(organisation_id))
        with connection.cursor() as cursor:
            for model in sorted(tenant_models(), key=lambda model: model._meta.db_table):
                cursor.execute(f'delete from "{model._meta.db_table}" where organisation_id = %s', [organisation_id])  # noqa: S608  (our own table names)
                counts[model._meta.db_table] = cursor.rowcount
            whole = apps.get_model("organisations", "Organisation")._meta.db_table  # by hand: Django would delete along, also from the log
            cursor.execute(f'delete from "{whole}" where id = %s', [organisation_id])  # noqa: S608
            cursor.execute("delete from procrastinate_jobs where (args ->> 'organisation_id')::bigint = %s", [organisation_id])
    return counts
