"""What an ID token must be before we believe it (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from ..domain.sign_in_services import SignInService
from .transport import AnswerRefused

LONGEST_TOKEN = 50_000  # characters
LONGEST_SUBJECT = 255  # Core 1.0, 2
LEEWAY_SECONDS = 60  # clocks differ


def verified(token: object, *, service: SignInService, key_set: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token that this service signed for us, now, in answer to this very question."""
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise AnswerRefused("no ID token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in service.algorithms:
            raise AnswerRefused("algorithm not allowed")
        claims = jwt.decode(
            token,
            _key(key_set, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=service.client_id,
            issuer=service.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise AnswerRefused(f"ID token refused: {type(error).__name__}") from error
    if not nonce or not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise AnswerRefused("nonce does not fit")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else service.client_id) != service.client_id:
        raise AnswerRefused("meant for another")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise AnswerRefused("no subject")
    return claims


def _key(key_set: Mapping[str, Any], wanted: object, algorithm: str) -> jwt.PyJWK:
    """Return the public key that the token names; without a name, the only one that can be meant."""
    keys = key_set.get("keys")
    if not isinstance(keys, list):
        raise AnswerRefused("no keys")
    fitting = [
        each for each in keys
        if isinstance(each, dict) and each.get("kty") != "oct" and each.get("use", "sig") == "sig"
        and (each.get("kid") == wanted if wanted is not None else True)
    ]  # fmt: skip
    if len(fitting) != 1:
        raise AnswerRefused("key not known")
    return jwt.PyJWK(fitting[0], algorithm=algorithm)
