"""Exceptions that end the requests of a run, of one customer, or of one read."""

from batch.stopping import StopReason


class StopError(Exception):
    """Nothing more may be sent in this run, for this `reason`."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.words)
        self.reason = reason


class CustomerRefusedError(Exception):
    """CloudHealth answers 403 for this customer; the message has the server's words."""


class ReadFailedError(Exception):
    """A read failed in all its attempts; the message is how the last one ended."""


class ReadRefusedError(ReadFailedError):
    """CloudHealth refused the read each time it was sent (a 4xx about this request)."""


class SizeRefusedError(ReadRefusedError):
    """CloudHealth refused the first page of a list when a page size was requested."""


class NotThereError(ReadRefusedError):
    """The thing to read does not exist (404, each time it was asked for)."""


class IncompleteError(ReadFailedError):
    """A list that was read can't be shown to be complete."""
