"""The description of the API as a file: docs/openapi.json, so that a change of the contract shows in its review.

python tools/openapi.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def written() -> str:
    """Return the description as it stands in the sources; the same sources always give the same text."""
    from regiehuis.config.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regiehuis.config.settings")
    django.setup()
    TARGET.write_text(written(), "utf-8")


if __name__ == "__main__":
    main()
