"""To a sign-in service and back: the library's own steps, and a page in words for whatever goes wrong on the way."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from regiehuis.platform.tenancy import platform_view
from regiehuis.platform.views import too_many_attempts

from .provider import ServiceAdapter
from .refusals import Refusal, refused

ATTEMPTS_A_MINUTE = 30
LONGEST_QUERY = 8000  # characters


class _Callback(OAuth2CallbackView):
    adapter: ServiceAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        """Hand the state to the adapter: the nonce in it belongs to the token that comes."""
        state, response = super()._get_state(request, provider)
        self.adapter.state = state if state is not None else {}
        return state, response


@platform_view
@never_cache
@require_POST
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the service. By a press only: a link elsewhere could start it unasked."""
    return _through(request, provider_id, lambda adapter: OAuth2LoginView.adapter_view(adapter)(request))


@platform_view
@never_cache
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the service, with a code or with a reason why not."""
    return _through(request, provider_id, lambda adapter: _Callback.adapter_view(adapter)(request))


def _through(request: HttpRequest, provider_id: str, step: Any) -> HttpResponse:
    if provider_id not in settings.SIGN_IN_SERVICES:
        raise Http404
    service = settings.SIGN_IN_SERVICES[provider_id]
    if too_many_attempts(f"oidc:{request.META.get('REMOTE_ADDR')}", limit=ATTEMPTS_A_MINUTE, seconds=60):
        return refused(request, service, Refusal.TOO_OFTEN)
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY or "%00" in query:
        return refused(request, service, Refusal.NOT_UNDERSTOOD)
    try:
        response: HttpResponse = step(ServiceAdapter(request, provider_id))
    except ImmediateHttpResponse as error:
        return error.response
    except RequestException as error:
        return refused(request, service, Refusal.AWAY, error)
    except OAuth2Error as error:
        return refused(request, service, Refusal.NOT_UNDERSTOOD, error)
    return response
