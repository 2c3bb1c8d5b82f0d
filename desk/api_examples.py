"""What the description of the JSON interface shows of each answer. All of it is invented."""

from typing import Any, Final

WHO: Final[dict[str, Any]] = {
    "id": "01KAGJ6WQ2V6YB1Z2N8C3D4E5F",
    "name": "Rita Reviewer",
    "roles": ["reviewer"],
    "form_token": "",
}
DOCUMENT: Final[dict[str, Any]] = {
    "id": "01KAGJ6WQ2V6YB1Z2N8C3D4E5F",
    "state": "filed",
    "kind": "invoice",
    "kind_confidence": 0.99,
    "name": "2026-03-01 Invoice Acme Trading RE-0815.pdf",
    "tags": ["invoice", "2026"],
    "customer": "Acme Trading",
    "received_at": "2026-03-02T08:15:00+00:00",
    "filed_at": "2026-03-02T08:15:04+00:00",
    "pages": 1,
    "quarantine": None,
    "reasons": [],
    "fields": {"invoice_number": "RE-0815", "total": "1234.50"},
}
DOCUMENTS: Final[dict[str, Any]] = {"total": 1, "complete": True, "documents": [DOCUMENT]}
WAITING: Final[dict[str, Any]] = {
    "document": DOCUMENT
    | {"state": "in_review", "filed_at": None, "reasons": ["The machine is not sure enough of: total."]},
    "due_at": "2026-03-03T08:15:04+00:00",
    "seen": 1,
    "taken_by": None,
}
DECIDED: Final[dict[str, Any]] = {"state": "filed"}
TAKEN_IN: Final[dict[str, Any]] = {"document": "01KAGJ6WQ2V6YB1Z2N8C3D4E5F", "outcome": "taken", "code": None}
PROBLEM: Final[dict[str, Any]] = {
    "code": "not_found",
    "sentence": "There is no such document.",
    "way_out": "Look for it by other words.",
}
