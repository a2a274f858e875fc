"""Notifies a healthchecks-style address that a run starts and how it ends; a failure to do so never affects the run.

One GET each, without a body and with nothing from the run except its exit code: `URL/start`, then `URL` for success or
`URL/<exit code>`. The CloudHealth key is never sent, so `http://` is allowed: monitoring is often inside a network.
"""

from urllib.parse import urlsplit, urlunsplit

import requests

from batch import __version__
from batch.address import why_unusable
from batch.cloudhealth.deadline import Deadline, NoThreadError
from batch.cloudhealth.losses import loss
from batch.cloudhealth.proxies import proxy_for
from batch.cloudhealth.transport import new_session
from batch.cloudhealth.verdict import Loss
from batch.errors import Exit, UsageError
from batch.rules import sending

_SECONDS = 4.0
"""For the whole request: a run should not wait for its monitoring."""

_SUCCESS = frozenset({Exit.OK, Exit.CHANGES_PENDING})


class Notice:
    """The address to notify; raises `UsageError` if it is not an address."""

    def __init__(self, url: str) -> None:
        if wrong := why_unusable(url):
            raise UsageError(f"--notify is not a valid address: {wrong}")
        self._parts = urlsplit(url)

    def start(self) -> str:
        """Notify that the run starts; returns what went wrong, without the address, which is a secret too, or ""."""
        return self._notify("start")

    def end(self, code: Exit) -> str:
        """Notify how the run ended; returns what went wrong, or ""."""
        return self._notify("" if code in _SUCCESS else str(int(code)))

    def _notify(self, what: str) -> str:
        path = "/".join(part for part in (self._parts.path.rstrip("/"), what) if part)
        url = urlunsplit(self._parts._replace(path=path if path.startswith("/") or not path else f"/{path}"))
        reason = _asked(url)
        return f"--notify: {self._parts.hostname} was not notified: {reason}" if reason else ""


def _asked(url: str) -> str:
    """Request the address; returns what went wrong, or ""."""
    try:
        proxy = proxy_for(url)
    except UsageError as error:
        return str(error)
    deadline = Deadline(_SECONDS)

    def exchange() -> str:
        with (
            new_session(proxy) as session,
            session.get(
                url,
                timeout=_SECONDS,
                headers={"User-Agent": f"govlink/{__version__}"},
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            return "" if answer.ok and not answer.is_redirect else f"it answered {answer.status_code}"

    try:
        return deadline.run(exchange)
    except NoThreadError as error:
        return str(error)
    except (requests.RequestException, OSError) as error:
        lost = loss(error, deadline, _SECONDS, proxy)
        return sending.CERTIFICATE_NOT_TRUSTED.describe(why=lost.detail) if lost.how is Loss.TLS else lost.detail
