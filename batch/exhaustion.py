"""A machine without resources: distinguishes the exceptions for that from errors of the program; pure."""

from batch.rules import sending
from batch.stopping import StopReason

NO_THREAD = sending.MACHINE_EXHAUSTED.describe(resource="more threads")
NO_MEMORY = sending.MACHINE_EXHAUSTED.describe(resource="more memory")


def exhausted(error: BaseException) -> StopReason | None:
    """Why the run must end, if this exception means that the machine has no thread or no memory left."""
    # Python has no exception classes for the latter two.
    if isinstance(error, MemoryError) or _mentions(error, "can't allocate lock"):
        return StopReason(sending.MACHINE_EXHAUSTED, NO_MEMORY)
    if _mentions(error, "can't start new thread"):
        return StopReason(sending.MACHINE_EXHAUSTED, NO_THREAD)
    return None


def _mentions(error: BaseException, words: str) -> bool:
    return isinstance(error, RuntimeError) and str(error) == words
