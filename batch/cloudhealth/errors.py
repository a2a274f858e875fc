"""The ways in which talking to CloudHealth ends for a run, or for one customer."""

from batch.stopping import StopReason


class StopError(Exception):
    """Nothing more may be sent in this run, for this `reason`."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.words)
        self.reason = reason


class CustomerRefusedError(Exception):
    """CloudHealth answers 403 for this customer; the text has the server's words."""


class ReadFailedError(Exception):
    """A read could not be completed by any of its attempts; the text says how the last one ended."""


class ReadRefusedError(ReadFailedError):
    """CloudHealth refuses to answer (a 4xx of the request's own), as often as it was asked."""


class SizeRefusedError(ReadRefusedError):
    """CloudHealth refuses the first page of a list, whose request says how many items a page should have."""


class NotThereError(ReadRefusedError):
    """What was to be read does not exist (404), as often as it was asked for."""


class IncompleteError(ReadFailedError):
    """What was read can't be shown to be all there is."""
