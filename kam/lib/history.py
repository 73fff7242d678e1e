"""The audit trail of a model, which pghistory makes while the app loads."""

from typing import Any


def events_of(model: Any) -> Any:
    """The model of the events of a tracked `model`."""
    return model.pgh_event_model
