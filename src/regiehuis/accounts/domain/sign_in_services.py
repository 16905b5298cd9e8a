"""Sign-in services that the operator ties to this installation (OpenID Connect), and what an answer of one is worth."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

KEY = re.compile(r"[a-z0-9-]{1,40}")
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, 3.3
# Signatures that only the service can make. Never "none", and never a secret that we hold as well (HS256).
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
OWN_SCOPES = ("openid", "email", "profile")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
KNOWN = frozenset({"name", "issuer", "client_id", "client_secret", "client_secret_file", "scopes", "organisations", "email_domains",
                   "algorithms", "second_step_amr", "second_step_acr", "pages"})  # fmt: skip


class SettingsError(ValueError):
    """The operator's file is not right; the text says what to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInService:
    """One issuer, as the operator registered this installation there."""

    key: str  # in addresses, and before each stored identity
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    organisations: frozenset[UUID]  # the only ones that a sign-in through this service opens
    scopes: tuple[str, ...] = ()
    email_domains: frozenset[str] = frozenset()  # for these alone it may make accounts; empty: for none
    algorithms: tuple[str, ...] = ("RS256",)
    second_step_amr: frozenset[str] = frozenset()
    second_step_acr: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()  # other addresses through which signing in there leads

    @property
    def all_scopes(self) -> tuple[str, ...]:
        return (*OWN_SCOPES, *(scope for scope in self.scopes if scope not in OWN_SCOPES))

    @property
    def origins(self) -> tuple[str, ...]:
        """Addresses to which our forms may lead."""
        return tuple(dict.fromkeys(origin(address) for address in (self.issuer, *self.pages)))


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_safe_address(address: object, *, allow_loopback: bool) -> bool:
    """Return whether we may send a secret there: TLS, no name or password in it; plain HTTP only to this computer, while developing.

    >>> [is_safe_address(a, allow_loopback=True) for a in ("https://login.example", "http://login.example", "http://127.0.0.1:81/a")]
    [True, False, True]
    """
    if not isinstance(address, str) or re.search(r"[\s\\]", address):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (allow_loopback and parts.scheme == "http" and host in LOOPBACK)


def identity(issuer: str, subject: str) -> str:
    """Return by what someone is known: the issuer and its name for them, nothing else. A subject means nothing at another issuer."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def counts_as_two_steps(service: SignInService, claims: Mapping[str, Any]) -> bool:
    """Return whether the service says that someone signed in with two steps, in words that the operator trusts; silence is no."""
    amr, acr = claims.get("amr"), claims.get("acr")
    said = {each for each in amr if isinstance(each, str)} if isinstance(amr, list) else set()
    return bool(said & service.second_step_amr) or (isinstance(acr, str) and acr in service.second_step_acr)


def may_make_account(service: SignInService, claims: Mapping[str, Any]) -> bool:
    """Return whether the service may vouch for this address: it checked it, and the operator gave it that domain.

    Elsewhere it could take an address whose owner is invited by another organisation later.
    """
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str):
        return False
    return email.rpartition("@")[2].lower() in service.email_domains


def parse(data: Mapping[str, Any], *, secrets: Mapping[str, str], allow_loopback: bool) -> dict[str, SignInService]:
    """Return the services of the operator's file, by key. ``secrets`` holds what was read from each ``client_secret_file``."""
    services = {key: _service(key, table, secrets.get(key, ""), allow_loopback) for key, table in data.items()}
    issuers = [service.issuer for service in services.values()]
    if double := next((issuer for issuer in issuers if issuers.count(issuer) > 1), None):
        raise SettingsError(f"{double} staat er twee keer in. Geef elke aanmelddienst één keer.")
    return services


def _service(key: str, table: Any, secret: str, allow_loopback: bool) -> SignInService:
    if not KEY.fullmatch(key) or not isinstance(table, Mapping):
        raise SettingsError(f"'{key}': geef elke aanmelddienst een kopje van kleine letters, cijfers en streepjes, zoals [merenland].")
    if unknown := sorted(set(table) - KNOWN):
        raise SettingsError(f"[{key}] kent geen '{unknown[0]}'. Bekend zijn: {', '.join(sorted(KNOWN))}.")
    for name in ("name", "issuer", "client_id"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise SettingsError(f"[{key}] mist '{name}'.")
    secret = secret or table.get("client_secret", "")
    if not isinstance(secret, str) or not secret:
        raise SettingsError(f"[{key}] mist 'client_secret_file' of 'client_secret'.")
    for name, address in [("issuer", table["issuer"]), *(("pages", each) for each in _words(key, table, "pages"))]:
        if not is_safe_address(address, allow_loopback=allow_loopback) or re.search(r"[?;,']", address):
            raise SettingsError(f"[{key}] {name}: '{address}' moet met https:// beginnen, zonder ? of #.")
    algorithms = _words(key, table, "algorithms") or ("RS256",)
    if wrong := [each for each in algorithms if each not in ALGORITHMS]:
        raise SettingsError(f"[{key}] algorithms: '{wrong[0]}' mag niet. Kies uit: {', '.join(sorted(ALGORITHMS))}.")
    if wrong := [each for each in _words(key, table, "scopes") if not SCOPE.fullmatch(each)]:
        raise SettingsError(f"[{key}] scopes: '{wrong[0]}' is geen scope.")
    return SignInService(
        key=key, name=table["name"].strip(), issuer=table["issuer"], client_id=table["client_id"], client_secret=secret,
        organisations=frozenset(_uuid(key, each) for each in _words(key, table, "organisations")), scopes=_words(key, table, "scopes"),
        email_domains=frozenset(each.lower().lstrip("@") for each in _words(key, table, "email_domains")), algorithms=algorithms,
        second_step_amr=frozenset(_words(key, table, "second_step_amr")), second_step_acr=frozenset(_words(key, table, "second_step_acr")),
        pages=_words(key, table, "pages"),
    )  # fmt: skip


def _words(key: str, table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = table.get(name, [])
    if not isinstance(words, list) or not all(isinstance(each, str) and each.strip() for each in words):
        raise SettingsError(f'[{key}] {name}: geef een lijst van woorden, zoals ["een", "twee"].')
    return tuple(words)


def _uuid(key: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SettingsError(
            f"[{key}] organisations: '{text}' is geen kenmerk. Geef `regiehuis sign-in-services` voor de kenmerken."
        ) from None
