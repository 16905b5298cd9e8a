"""Words for what notifications store."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "notifications.preferences.changed": _("Eigen meldingen ingesteld"),
    "notifications.mail.stopped": _("E-mail over meldingen uitgezet met de link in een mail"),
}
