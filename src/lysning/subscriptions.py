"""The one table of who listens to what: event (dotted path) -> handlers (dotted paths), called in the transaction of the act."""

SUBSCRIPTIONS: dict[str, list[str]] = {}
