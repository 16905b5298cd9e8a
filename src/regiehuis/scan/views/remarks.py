"""The page on which the lead reads what people added, and lets it be seen or not."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from regiehuis.organisations.facade import TenantRequest
from regiehuis.platform.errors import NotAllowed
from regiehuis.platform.web import page_of, tell

from ..domain.remarks import RemarkState, hints
from ..models import Remark
from ..selectors import remarks as selectors
from ..services import remarks as services
from ..texts import HINTS, OBSTACLES, REMARK_STATES
from .pages import fixed_words
from .surveys import led_scan


@require_GET
def remarks(request: TenantRequest, public_id: UUID) -> HttpResponse:
    """Every remark with what to look at twice; those that nobody read first."""
    scan = led_scan(request, public_id)
    page = page_of(request, selectors.remarks(scan), 50)
    lines = [
        {
            "remark": each,
            "state": REMARK_STATES[RemarkState(each.state)],
            "is_shown": each.state == RemarkState.SHOWN,
            "is_withheld": each.state == RemarkState.WITHHELD,
            "hints": [HINTS[hint] for hint in hints(each.text)],
        }
        for each in page
    ]
    context = {"scan": scan, "page": page, "lines": lines, "unread": selectors.unread_remarks(scan), "fixed": fixed_words(scan)}
    return render(request, "scan/remarks.html", context)


@require_POST
def judge(request: TenantRequest, public_id: UUID, remark_id: UUID) -> HttpResponse:
    """Show one, or keep it back."""
    scan = led_scan(request, public_id)
    state = {"toon": RemarkState.SHOWN, "houd-achter": RemarkState.WITHHELD}.get(request.POST.get("oordeel", ""))
    if state is None:
        messages.error(request, _("Kies 'Toon' of 'Houd achter'. Er is niets gewijzigd."))
        return redirect("scan:remarks", public_id)
    try:
        services.judge(by=request.actor, scan=scan, remark_id=remark_id, state=state)
    except Remark.DoesNotExist:
        raise Http404 from None
    except NotAllowed as error:
        tell(request, error, OBSTACLES)
    else:
        messages.success(request, _("Opgeslagen."))
    return redirect("scan:remarks", public_id)
