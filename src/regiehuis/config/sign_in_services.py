"""Read the operator's file of sign-in services, and each secret from the file that holds it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from regiehuis.accounts.domain.sign_in_services import SettingsError, SignInService, parse

WHERE = "REGIEHUIS_SIGN_IN_SERVICES"


def load(path: str, *, allow_loopback: bool) -> dict[str, SignInService]:
    """Return the services by key; none without a file. Raises ImproperlyConfigured with what to change."""
    if not path:
        return {}
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        secrets = {
            key: Path(str(table["client_secret_file"])).read_text(encoding="utf-8").strip()
            for key, table in data.items()
            if isinstance(table, dict) and "client_secret_file" in table
        }
        return parse(data, secrets=secrets, allow_loopback=allow_loopback)
    except OSError as error:
        raise ImproperlyConfigured(f"{WHERE}: {error.filename} is niet te lezen ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{WHERE}: {path} is geen tekst in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ImproperlyConfigured(f"{WHERE}: {path} is geen TOML: {error}.") from None
    except SettingsError as error:
        raise ImproperlyConfigured(f"{WHERE}: {error}") from None
