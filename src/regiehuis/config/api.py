"""The API as a whole: its endpoints, its errors and its description."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic.alias_generators import to_camel

from regiehuis.organisations import api as organisations
from regiehuis.organisations.domain.obstacles import Obstacle as OrganisationObstacle
from regiehuis.organisations.domain.scopes import Scope
from regiehuis.organisations.requests import MissingScope
from regiehuis.organisations.texts import OBSTACLES as ORGANISATION_OBSTACLES
from regiehuis.organisations.texts import SCOPES
from regiehuis.platform.errors import Forbidden, NotAllowed, NotValid
from regiehuis.platform.problems import CHALLENGE, MEDIA_TYPE, TITLES, problem
from regiehuis.platform.rest.schemas import ProblemOut
from regiehuis.platform.tenancy import platform_view
from regiehuis.scan import api as scan
from regiehuis.scan.domain.workflow import Obstacle as ScanObstacle
from regiehuis.scan.texts import OBSTACLES as SCAN_OBSTACLES

ROOT = "/api/v1"
OBSTACLES: Mapping[type, Mapping[Any, Any]] = {OrganisationObstacle: ORGANISATION_OBSTACLES, ScanObstacle: SCAN_OBSTACLES}
WRITING = {"POST", "PUT", "PATCH"}
PROBLEMS = (400, 401, 403, 404, 422, 429, 500, 503)
PROBLEMS_OF_WRITING = (409, 415)
FIELD_ERRORS = {
    "missing": _("Dit veld is verplicht."),
    "extra_forbidden": _("Dit veld kennen wij niet. Verwijder het, of verbeter de naam."),
    "string_too_long": _("Deze tekst is te lang. Gebruik hoogstens %(max_length)s tekens."),
    "string_too_short": _("Deze tekst is te kort. Gebruik minstens %(min_length)s tekens."),
    "string_pattern_mismatch": _("Deze tekst bevat een teken dat hier niet mag, zoals NUL."),
    "string_type": _("Verwacht: een tekst."),
    "string_unicode": _("Deze tekst is geen geldige UTF-8."),
    "int_parsing": _("Verwacht: een geheel getal."),
    "int_type": _("Verwacht: een geheel getal."),
    "greater_than_equal": _("Kies een getal van minstens %(ge)s."),
    "less_than_equal": _("Kies een getal van hoogstens %(le)s."),
    "uuid_parsing": _("Verwacht: een id in de vorm van een UUID."),
    "date_from_datetime_parsing": _("Verwacht: een datum als 2026-03-12."),
    "enum": _("Kies een van: %(expected)s."),
    "literal_error": _("Kies een van: %(expected)s."),
}


class Description(OpenAPISchema):
    """The OpenAPI document: every operation names its scope, and every error as the problem that it is."""

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        scopes = [each.scope.value for each in operation.auth_callbacks]  # type: ignore[attr-defined]
        return [{"token": scopes}, {"toepassing": scopes}]

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        found = super().responses(operation)
        for status, details in found.items():
            details["headers"] = {"API-Version": {"description": "Versie van dit contract", "schema": {"type": "string"}}}
            if status == 201:
                details["headers"]["Location"] = {"description": "Adres van wat gemaakt is", "schema": {"type": "string", "format": "uri"}}
        methods = set(operation.methods)
        statuses = PROBLEMS + (PROBLEMS_OF_WRITING if WRITING & methods else PROBLEMS_OF_WRITING[:1] if "DELETE" in methods else ())
        return found | {status: {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Two schemas of one name would silently describe each other's fields."""
        for name, found in definitions.items():
            if self.schemas.setdefault(name, found) != found:
                raise ImproperlyConfigured(f"two schemas of the API are called {name}")

    def get_components(self) -> dict[str, Any]:
        self.add_schema_definitions({"Problem": ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")})
        self.add_schema_definitions(self.schemas["Problem"].pop("$defs"))
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        scopes = {scope.value: str(SCOPES[scope]) for scope in Scope}
        flow = {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}}
        return {
            "schemas": self.schemas,
            "responses": {f"Problem{status}": {"description": str(TITLES[status]), "content": content} for status in PROBLEMS + PROBLEMS_OF_WRITING},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": _t("Een token van een persoon, gemaakt op de pagina Toegang.")},
                "toepassing": {"type": "oauth2", "flows": flow, "description": _t("Een toepassing, geregistreerd door de beheerder.")},
            },
        }  # fmt: skip


class RegiehuisAPI(NinjaAPI):
    """Ninja with our description of it, and without pages of its own: those load scripts from elsewhere."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return to_camel(operation.view_func.__name__)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        del path_prefix, path_params  # the addresses are those below the one server
        return Description(self, "")

    def _get_urls(self) -> list[Any]:
        return [each for each in super()._get_urls() if getattr(each, "name", "") != "api-root"]


api = RegiehuisAPI(
    title="Regiehuis",
    version=settings.API_VERSION,
    description=(
        "Gegevens van één organisatie, met dezelfde rechten en regels als de pagina's. Fouten volgen RFC 9457 (problem details), adressen en velden de "
        "NL API Design Rules."
    ),
    servers=[{"url": ROOT}],
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    openapi_extra={"info": {"license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}, "contact": {"name": "Regiehuis"}}},
)


def json_only(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a body in another form before anything reads it; where nothing is sent, there is nothing to refuse."""

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sends = request.META.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in request.META
        if request.method in WRITING and sends and request.content_type != "application/json":
            return problem(415)
        return run(request, *args, **kwargs)

    return checked


api.add_decorator(json_only, mode="view")
api.add_router("", organisations.router)
api.add_router("", scan.router)


@api.exception_handler(Http404)
def not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(Forbidden)
def forbidden(_request: HttpRequest, error: Forbidden) -> HttpResponse:
    """The roles lack the right, or the token lacks the scope: then say which."""
    response = problem(403, str(error))
    if isinstance(error, MissingScope):
        response["WWW-Authenticate"] = f'{CHALLENGE}, error="insufficient_scope", scope="{error.scope.value}"'
    return response


@api.exception_handler(NotAllowed)
def not_allowed(_request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """The rules refuse it now: every reason with its code and its sentence."""
    obstacles = [{"code": each.value, "text": str(OBSTACLES[type(each)][each])} for each in error.obstacles]
    return problem(409, " ".join(each["text"] for each in obstacles), obstacles=obstacles)


@api.exception_handler(ValidationError)
def not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every value that does not fit, with what is expected there; what was sent is not repeated."""
    errors = [
        {"place": _place(each["loc"]), "code": each["type"], "text": _field_error(each["type"], each.get("ctx", {}))}
        for each in error.errors
    ]
    return problem(422, " ".join(f"{each['place']}: {each['text']}" for each in errors[:3]), errors=errors)


def _place(location: Sequence[object]) -> str:
    """Return where a value was sent: "query.page", "body.title"; the name that our function gives the whole is left out."""
    source, *rest = map(str, location)
    return ".".join([source, *(rest[1:] if len(rest) > 1 else rest)])


def _field_error(kind: str, context: Mapping[str, Any]) -> str:
    return str(FIELD_ERRORS.get(kind, _("Dit past niet bij de beschrijving in openapi.json."))) % context


@api.exception_handler(NotValid)
def not_fitting(_request: HttpRequest, error: NotValid) -> HttpResponse:
    """A value that only the rules can judge."""
    return problem(422, str(error), errors=[{"place": error.place, "code": "not_fitting", "text": error.text}])


@api.exception_handler(HttpError)
def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the library itself refuses, such as a body that is not JSON."""
    return problem(error.status_code)


@platform_view
@require_GET
def description(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for everyone: it holds nothing of anybody, and tools on other sites may read it."""
    response = JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
