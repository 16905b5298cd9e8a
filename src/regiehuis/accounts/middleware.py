"""When each session was last used, without a write for every page that is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

WRITTEN_EVERY = 300  # seconds: as precise as a person who looks for a strange session needs
KEY = "last_seen"


class SessionActivityMiddleware:
    """Note the use of a session once in five minutes. The library's own middleware costs five statements and a commit a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            now = int(time.time())
            if now - request.session.get(KEY, 0) >= WRITTEN_EVERY:
                UserSession.objects.create_from_request(request)
                request.session[KEY] = now
        return self.get_response(request)
