"""Requests to a sign-in service: short, small, to one address, and only what we asked for."""

from __future__ import annotations

import time
from typing import Any

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings

from ..domain.sign_in_services import is_safe_address

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 3, 5, 8
SERVER_ERROR = 500
LARGEST_ANSWER = 256 * 1024  # bytes; a key set or a token is a few thousand


class AnswerRefused(OAuth2Error):
    """The service said something that we do not take; the text is ours and holds nothing of the answer."""


class CarefulSession(requests.Session):
    """A session that follows no redirect, reads no proxy or password file, and hangs up on an answer that is too long or too slow."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, method: str, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        if not is_safe_address(url, allow_loopback=settings.OIDC_ALLOWS_LOOPBACK):
            raise AnswerRefused("unsafe address")
        started = time.monotonic()
        kwargs |= {"stream": True, "allow_redirects": False, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
        response = super().request(method, url, *args, **kwargs)
        with response:
            content = b""
            for part in response.iter_content(16 * 1024):
                content += part
                if len(content) > LARGEST_ANSWER:
                    raise AnswerRefused("answer too long")
                if time.monotonic() - started > ALL_SECONDS:
                    raise requests.Timeout("answer too slow")
        response._content = content
        if response.status_code >= SERVER_ERROR:
            response.raise_for_status()
        return response


def read_object(response: requests.Response) -> dict[str, Any]:
    """Return the JSON object in an answer; whatever else it is, is an error of the service."""
    if response.status_code != requests.codes.ok:
        response.raise_for_status()
        raise AnswerRefused("not an answer")
    try:
        found = response.json()
    except (ValueError, RecursionError) as error:
        raise AnswerRefused("not JSON") from error
    if not isinstance(found, dict):
        raise AnswerRefused("not an object")
    return found
