"""Turn a plan into outcomes: which row is sent when, on how many threads, and when to stop; without HTTP."""

from batch.submit.dispatcher import CANARIES, Dispatcher, Limits, Look, Send
from batch.submit.threads import Linker, submit

__all__ = ["CANARIES", "Dispatcher", "Limits", "Linker", "Look", "Send", "submit"]
