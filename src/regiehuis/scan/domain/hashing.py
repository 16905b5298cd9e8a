"""One text and one hash per content, so that a used version and a computed outcome can be recognised byte for byte."""

import json
from collections.abc import Mapping
from hashlib import sha256


def canonical_json(content: Mapping[str, object]) -> str:
    """Write content as JSON, keys sorted, no spaces; refuses NaN, infinity (ValueError) and non-JSON (TypeError)."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def content_hash(content: Mapping[str, object]) -> str:
    """SHA-256 over the canonical JSON in UTF-8, 64 hexadecimal digits: any changed character gives another hash."""
    return sha256(canonical_json(content).encode(errors="surrogatepass")).hexdigest()
