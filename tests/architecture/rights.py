"""Who gets through to which page: every page of an organisation, every role, looking and sending. Each line is a decision.

Letters: A administrator, B lead of the scan (begeleider), S secretary, M management, O works council, R council. The scan of the walk is at
its report, so the council does not see it yet. Whether something can be done in this state is another matter: a refusal with a reason counts as through.
"""

from __future__ import annotations

from regiehuis.organisations.domain.roles import Role

LETTERS = {
    Role.ADMINISTRATOR: "A", Role.SCAN_LEAD: "B", Role.SECRETARY: "S", Role.MANAGEMENT: "M", Role.WORKS_COUNCIL: "O", Role.COUNCIL: "R",
}  # fmt: skip

# page: (who may look, who may send)
RIGHTS = {
    "home": ("ABSMOR", ""),
    "scan:list": ("ABSMOR", ""),
    "scan:create": ("B", "B"),
    "scan:detail": ("ABSMO", ""),
    "scan:settings": ("B", "B"),
    "scan:advance": ("ABSMO", "B"),
    "scan:go-back": ("B", "B"),
    "scan:intake": ("B", ""),
    "scan:take-over": ("", "B"),
    "scan:fact": ("", "B"),
    "scan:check-off": ("", "B"),
    "scan:survey": ("B", "B"),
    "scan:participants": ("", "B"),
    "scan:participants-import": ("B", "B"),
    "scan:participants-import-preview": ("B", "B"),
    "scan:participants-import-errors": ("B", ""),
    "scan:participant-remove": ("", "B"),
    "scan:survey-open": ("B", "B"),
    "scan:survey-close": ("B", "B"),
    "scan:remarks": ("B", ""),
    "scan:remark": ("", "B"),
    "scan:workshop": ("B", ""),
    "scan:workshop-dimension": ("B", "B"),
    "scan:interpretation": ("ABSMO", ""),
    "scan:talk": ("B", "B"),
    "scan:ambition": ("BSM", "BSM"),
    "scan:chart-csv": ("ABSMO", ""),
    "scan:recommendations": ("ABSMO", ""),
    "scan:recommendation": ("ABSMO", "BSM"),
    "scan:recommendation-move": ("", "BSM"),
    "scan:report": ("ABSMO", ""),
    "scan:report-make": ("", "B"),
    "scan:report-read": ("ABSMO", ""),
    "scan:report-file": ("ABSMO", ""),
    "scan:decision": ("B", "B"),
    "organisations:detail": ("ABSMO", "A"),
    "organisations:house-style": ("A", "A"),
    "organisations:house-style-look": ("A", ""),
    "organisations:house-style-reset": ("", "A"),
    "organisations:logo": ("", "A"),
    "organisations:logo-remove": ("", "A"),
    "organisations:second-step-roles": ("", "A"),
    "organisations:units": ("ABSMO", ""),
    "organisations:unit-add": ("A", "A"),
    "organisations:unit-import": ("A", "A"),
    "organisations:unit-import-preview": ("A", "A"),
    "organisations:unit-import-errors": ("A", ""),
    "organisations:unit-edit": ("A", "A"),
    "organisations:unit-remove": ("", "A"),
    "organisations:people": ("A", ""),
    "organisations:invite": ("A", "A"),
    "organisations:person": ("A", "A"),
    "organisations:person-leave": ("A", "A"),
    "organisations:membership-end": ("A", "A"),
    "organisations:access": ("ABSMOR", ""),
    "organisations:token-new": ("ABSMOR", "ABSMOR"),
    "organisations:token-revoke": ("", "A"),
    "organisations:client-new": ("A", "A"),
    "organisations:client-revoke": ("", "A"),
    "organisations:invitation-withdraw": ("", "A"),
    "audit:list": ("AS", ""),
    "trail:chain": ("ABSMOR", ""),
    "progress": ("ABSMOR", ""),
}
