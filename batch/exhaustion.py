"""A machine that gives no more: how the exceptions that say so are told from a fault of the program; pure."""

from batch.codes import sending
from batch.stopping import Reason

NO_THREAD = "this machine gives the program no further thread"
NO_MEMORY = "this machine gives the program no more memory"


def exhausted(error: BaseException) -> Reason | None:
    """Why the run must end, where this exception says that the machine has no thread or no memory left."""
    if isinstance(error, MemoryError):
        return Reason(sending.MACHINE_EXHAUSTED, NO_MEMORY)
    # Python has no kind of its own for it.
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return Reason(sending.MACHINE_EXHAUSTED, NO_THREAD)
    return None
