"""Every address of the product. Pages have Dutch names."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from regiehuis.config import api, gallery, home
from regiehuis.documents import views as documents
from regiehuis.platform import views as platform

urlpatterns = [
    path("", home.home, name="home"),
    path("scan/", include("regiehuis.scan.urls")),
    path("organisatie/huisstijl/sjablonen/", include("regiehuis.documents.template_urls")),
    path("organisatie/", include("regiehuis.organisations.urls")),
    path("samenwerking/gedeeld/", include("regiehuis.documents.share_urls")),
    path("samenwerking/", include("regiehuis.organisations.partnership_urls")),
    path("publicaties/", include("regiehuis.documents.publication_urls")),
    path("logboek/", include("regiehuis.audit.urls")),
    path("rode-draad/", include("regiehuis.trail.urls")),
    path("voortgang/<uuid:public_id>/", documents.progress, name="progress"),
    path("account/", include("regiehuis.accounts.urls")),
    path("account/", include("regiehuis.accounts.sign_in_urls")),
    path("account/", include("regiehuis.accounts.oidc.urls")),
    path("", include("regiehuis.organisations.public_urls")),
    path("", include("regiehuis.scan.public_urls")),
    path("meldingen/", include("regiehuis.notifications.urls")),
    path("", include("regiehuis.notifications.public_urls")),
    path("hulp/", include("regiehuis.help.urls")),
    path("taal/", platform.set_language, name="set_language"),
    path("privacy/", platform.privacy, name="privacy"),
    path("toegankelijkheid/", platform.accessibility, name="accessibility"),
    path("componenten/", gallery.components, name="components"),
    path("api/v1/openapi.json", api.description, name="openapi"),
    path("api/v1/", api.api.urls),
    path("livez", platform.livez, name="livez"),
    path("readyz", platform.readyz, name="readyz"),
    path("metrics", platform.metrics, name="metrics"),
    path(".well-known/security.txt", platform.security_txt, name="security-txt"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("regiehuis.demo.urls")))

# The heading of the guide that belongs to each page.
HELP = {
    "home": "uw-werkplek#mijn-dag",
    "progress": "uw-werkplek#wachten-op-een-opdracht",
    "privacy": "uw-werkplek#privacy-en-toegankelijkheid",
    "accessibility": "uw-werkplek#privacy-en-toegankelijkheid",
    "components": "index",
}

handler500 = platform.server_error
