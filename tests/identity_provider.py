"""A small OpenID Connect provider on loopback: real HTTP, real signatures, codes that work once, PKCE demanded.

It keeps the rules of OpenID Connect Core 1.0 so that the product has to keep them too; ``twist`` lets it break one of them.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "regiehuis", "geheim-van-de-test-4f1c"


@dataclass
class Provider:
    """What the provider knows, who signs in there next, and what it was asked."""

    port: int = 0
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "een", "use": "sig", "alg": "RS256"}))
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", "name": "Noor de Vries", "email": "noor@merenland.example", "email_verified": True})  # fmt: skip
    in_userinfo: dict[str, Any] = field(default_factory=dict)
    twist: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    ended: list[dict[str, str]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def discovery(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "userinfo_endpoint": "userinfo"}
        if self.twist != "no_end_session":
            names["end_session_endpoint"] = "end"
        return {"issuer": "https://evil.example" if self.twist == "other_issuer" else self.issuer,
                "token_endpoint_auth_methods_supported": ["client_secret_basic"], **{name: f"{self.issuer}/{path}" for name, path in names.items()}}  # fmt: skip

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes after signing in here."""
        self.asked.append(query)
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        answer = {"error": "access_denied"} if self.twist == "denied" else {"code": code}
        return f"{query['redirect_uri']}?{urlencode({**answer, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        given = ":".join(unquote_plus(part) for part in base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":"))
        if given != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return 401, {"error": "invalid_client"}
        if asked is None or challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        access = secrets.token_urlsafe(8)
        self.tokens[access] = self.person["sub"]
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.person}
        claims |= {
            "wrong_nonce": {"nonce": "een ander"}, "other_audience": {"aud": "een ander"}, "expired": {"exp": now - 3600, "iat": now - 7200},
            "wrong_issuer": {"iss": "https://evil.example"}, "several_audiences": {"aud": [CLIENT_ID, "een ander"]},
            "other_party": {"azp": "een ander"}, "number_as_subject": {"sub": 7}, "nul_in_subject": {"sub": "a\0b"}, "no_expiry": {"exp": None},
        }.get(self.twist, {})  # fmt: skip
        if claims["exp"] is None:
            del claims["exp"]
        if self.twist == "alg_none":
            return f"{_joined({'alg': 'none', 'kid': 'een'}, claims)}."
        if self.twist == "signed_with_the_public_key":
            signed = _joined({"alg": "HS256", "kid": "een"}, claims)
            signature = hmac.new(self.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
            return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
        key = RSAKey.generate_key(2048, {"kid": "een"}) if self.twist == "stolen_name_of_key" else self.key
        return jwt.encode({"alg": "RS256", "kid": "twee" if self.twist == "unknown_key" else "een"}, claims, key)


def _joined(*parts: dict[str, Any]) -> str:
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        provider, parts = self.provider, urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if provider.twist.startswith(f"{parts.path.rpartition('/')[2]}:"):
            return self._break(provider.twist.partition(":")[2])
        if parts.path == "/.well-known/openid-configuration":
            return self._json(200, provider.discovery())
        if parts.path == "/keys":
            return self._json(200, {"keys": [provider.key.as_dict(private=False)]})
        if parts.path == "/userinfo":
            known = self.headers.get("Authorization", "").removeprefix("Bearer ") in provider.tokens
            subject = "iemand anders" if provider.twist == "userinfo_of_someone_else" else provider.person["sub"]
            return self._json(200 if known else 401, {"sub": subject, **provider.in_userinfo})
        if parts.path == "/authorize":
            target = provider.authorize(query)
            page = f'<!doctype html><html lang="nl"><title>Aanmelddienst</title><main><h1>Aanmelddienst</h1><a href="{target.replace("&", "&amp;")}">Ga verder</a></main>'
            return self._send(200, "text/html", page.encode())
        if parts.path == "/end":
            provider.ended.append(query)
            self.send_response(302)
            self.send_header("Location", query["post_logout_redirect_uri"])
            self.end_headers()
            return None
        return self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        if self.provider.twist.startswith("token:"):
            return self._break(self.provider.twist.partition(":")[2])
        return self._json(*self.provider.token(form, self.headers.get("Authorization", "")))

    def _break(self, how: str) -> None:
        content = {"html": b"<h1>Onderhoud</h1>", "list": b"[1]", "deep": b"[" * 100_000, "huge": b" " * 400_000 + b"{}", "empty": b""}.get(
            how, b"{}"
        )
        if how == "slow":
            time.sleep(7)
        if how == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/")
            return self.end_headers()
        with contextlib.suppress(OSError):  # whoever asked may have hung up
            self._send(500 if how == "error" else 200, "application/json", content)
        return None

    def _json(self, status: int, data: Any) -> None:
        padding = b" " * 400_000 if self.provider.twist == "padded" else b""  # a right answer, and far too long
        self._send(status, "application/json", padding + json.dumps(data).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    """Start a provider on a free port, and stop it at the end."""
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": provider}))
    server.daemon_threads = True
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def service_table(provider: Provider, *organisations: Any, **more: Any) -> dict[str, Any]:
    """Return the operator's settings of this provider, as in the file."""
    return {"name": "Gemeente Merenland", "issuer": provider.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "organisations": [str(each) for each in organisations], "email_domains": ["merenland.example"],
            "second_step_amr": ["mfa"], **more}  # fmt: skip
