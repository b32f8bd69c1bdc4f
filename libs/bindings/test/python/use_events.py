"""Uses generated classes as a service does; an assertion fails where they do not behave as they should."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from pathlib import Path
from typing import Any

from events.billing.invoice_issued import BillingInvoiceIssued, Line, Money, Period
from events.busbar import EventValidationError, Unrecognized
from events.torture.shapes_tested import TortureShapesTested

INVOICE: dict[str, Any] = {
    "invoice_id": "0192e8aa-1234-7abc-8def-0123456789ab",
    "number": "DS-2026-004711",
    "resident_id": "5f1d7e9a-3c2b-4a6d-8e0f-1b2c3d4e5f60",
    "property_id": "prop-4k7m2x9q",
    "period": Period(from_="2026-11-01", to="2026-11-30"),
    "lines": [Line(text="Plan Plus", quantity=1, amount=Money(amount_minor=1900, currency="USD"))],
    "total": Money(amount_minor=1900, currency="USD"),
    "due_on": "2026-12-15",
    "document_url": "https://invoices.example/4711.pdf",
}


def refused(make: Any) -> list[str]:
    try:
        make()
    except EventValidationError as error:
        assert "hunter2" not in str(error), "values of the data are not for logs"
        return [f"{path} {keyword}" for path, keyword, _ in error.issues]
    raise AssertionError("It was made.")


def received(data: dict[str, Any], version: str = "1.9.0") -> BillingInvoiceIssued:
    metadata = {**BillingInvoiceIssued.new_metadata().to_wire(), "version": version}
    return BillingInvoiceIssued.parse(json.dumps({"metadata": metadata, "data": data}))


# All issues at once, a field that no one knows among them; none says what was found.
wrong = {**INVOICE, "number": "hunter2", "total": {"amountMinor": 1, "currency": "USD"}, "self": "hunter2", "more": 1}
del wrong["period"]
assert refused(lambda: BillingInvoiceIssued(**wrong)) == [
    "/more additionalProperties",
    "/number pattern",
    "/period required",
    "/self additionalProperties",
    "/total type",
]

# Nothing can be changed afterwards, by whoever made it neither.
invoice = BillingInvoiceIssued(**INVOICE)
INVOICE["lines"].clear()
assert len(invoice.lines) == 1
for change in (lambda: setattr(invoice, "number", "DS-2026-000001"), lambda: setattr(invoice.total, "amount_minor", 0), lambda: delattr(invoice, "lines")):
    try:
        change()
    except dataclasses.FrozenInstanceError:
        continue
    raise AssertionError("It was changed.")

# Copies, pickles and dictionaries of an event, also of one with maps, any JSON and unknown fields.
shapes = TortureShapesTested.from_wire(json.loads(Path("all.json").read_text(encoding="utf-8"))["data"])
newer = received({**invoice.to_wire(), "total": {"amountMinor": 1, "currency": "CHF", "since": ["1.9.0"]}, "more": {"a": [1]}})
for event in (invoice, shapes, newer):
    for again in (copy.copy(event), copy.deepcopy(event), pickle.loads(pickle.dumps(event)), dataclasses.replace(event) if event is not newer else event):
        assert again == event and again.to_json() == event.to_json()
    assert dataclasses.asdict(event)["metadata"]["id"] == event.metadata.id
assert isinstance(hash(shapes), int)
for change in (lambda: newer.unknown_fields.update(a=1), lambda: newer.unknown_fields.__setitem__("a", 1), lambda: newer.unknown_fields["more"].clear()):
    try:
        change()
    except TypeError:
        continue
    raise AssertionError("It was changed.")

# What a newer version sent can be read, and is told apart; but no new event is made of it.
assert newer.metadata.version == "1.9.0"
assert newer.total.currency == "CHF" and isinstance(newer.total.currency, Unrecognized)
assert newer.unknown_fields == {"more": {"a": (1,)}} and newer.total.unknown_fields == {"since": ("1.9.0",)}
assert [f"{path} {keyword}" for path, keyword, _ in newer.issues()] == ["/more additionalProperties", "/total/currency enum", "/total/since additionalProperties"]
for total in (newer.total, pickle.loads(pickle.dumps(newer.total))):
    assert refused(lambda: dataclasses.replace(invoice, total=total)) == ["/total/currency enum", "/total/since additionalProperties"]
extended = received({**invoice.to_wire(), "total": {"amountMinor": 1, "currency": "CHF"}}).total
assert refused(lambda: dataclasses.replace(invoice, total=extended)) == ["/total/currency enum"]
known = received(invoice.to_wire()).total
assert dataclasses.replace(invoice, total=known) == invoice

# Numbers as their own kind, or as one that is the same on the wire; a subclass is a text, too.
assert Money(amount_minor=5.0, currency=Unrecognized("USD")).to_wire() == {"amountMinor": 5, "currency": "USD"}
assert refused(lambda: Money(amount_minor=True, currency="usd")) == ["/amountMinor type", "/currency enum"]
