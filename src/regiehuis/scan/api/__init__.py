"""The scan for programs: the same services, selectors and rights as its pages."""

from . import intake, outcome, recommendations, reports, scans, survey, workshop
from .entrance import router

__all__ = ["intake", "outcome", "recommendations", "reports", "router", "scans", "survey", "workshop"]
