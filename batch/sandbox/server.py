"""The stand-in on a port: a web server in a thread of this process, for the length of a `with` block."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from batch.sandbox.cloud import Cloud
from batch.sandbox.door import Door
from batch.sandbox.errors import SandboxError
from batch.sandbox.inventory import KnownAccount
from batch.sandbox.ledger import Linkage
from batch.sandbox.log import Entry
from batch.sandbox.scenario import Scenario
from batch.sandbox.switches import Direction
from batch.sandbox.window import Window
from batch.sandbox.wire import OpenProtocol, Wire

_SECONDS_FOR_IDLE_CONNECTIONS = 75
"""A usual value for web servers; uvicorn's default of 5 would drop a paced client between two requests."""
_SECONDS_FOR_ANSWERS_IN_FLIGHT = 2


class RunningSandbox:
    """A stand-in that is listening."""

    def __init__(self, cloud: Cloud, base_url: str) -> None:
        """Represent `cloud`, which answers at `base_url`."""
        self.cloud = cloud
        self.base_url = base_url

    @property
    def requests(self) -> tuple[Entry, ...]:
        """Every request so far, in order of arrival."""
        return self.cloud.requests

    @property
    def linkages(self) -> tuple[Linkage, ...]:
        """Every linkage that exists, with its true roles, oldest first."""
        return self.cloud.linkages

    @property
    def undirected(self) -> frozenset[str]:
        """The tenants (`client_api_id`, "" for the key's own) of a swapped service without a linkage that shows it."""
        scenario = self.cloud.scenario
        if scenario.switches.direction is not Direction.SWAPPED:
            return frozenset()
        shown = {linkage.customer_id for linkage in self.linkages}
        named = {str(tenant.id) for tenant in scenario.customers if tenant.id not in shown}
        return frozenset(named | ({""} if scenario.own and scenario.own.id not in shown else set()))

    @property
    def accounts(self) -> tuple[KnownAccount, ...]:
        """Every account with its id."""
        return self.cloud.accounts


@contextmanager
def listening(
    scenario: Scenario, host: str, port: int, state: Path | None, clock: Callable[[], float]
) -> Iterator[RunningSandbox]:
    """Serve `scenario` until the block ends."""
    listener = _listener(host, port)
    with listener:
        cloud = Cloud(scenario, state=state, clock=clock)
        try:
            server = _Server(cloud, listener, host)
            server.start()
            try:
                yield RunningSandbox(cloud, _url(listener))
            finally:
                server.stop()
        finally:
            cloud.close()


class _Server(uvicorn.Server):
    """uvicorn in its own thread, which reports when it is ready and drops hanging connections when it stops."""

    def __init__(self, cloud: Cloud, listener: socket.socket, host: str) -> None:
        self._stopping = asyncio.Event()
        self._ready = Event()
        self._listener = listener
        self._thread = Thread(target=self._run, name="sandbox", daemon=True)
        routes = [*Window(cloud).routes, Mount("/", app=Wire(cloud, self._stopping))]
        super().__init__(
            uvicorn.Config(
                Door(Starlette(routes=routes), host),
                http=OpenProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                access_log=False,
                server_header=False,
                # The core adds the date, from the same clock as its limits.
                date_header=False,
                log_config=None,
                log_level="critical",
                timeout_keep_alive=_SECONDS_FOR_IDLE_CONNECTIONS,
                timeout_graceful_shutdown=_SECONDS_FOR_ANSWERS_IN_FLIGHT,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self._ready.set()

    def start(self) -> None:
        try:
            self._thread.start()
        except RuntimeError as error:
            raise SandboxError(f"the sandbox's web server can't be started: {error}") from error
        self._ready.wait()
        if not self.started:
            self._thread.join()
            raise SandboxError("the sandbox's web server did not start")

    def stop(self) -> None:
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            self.run([self._listener])
        finally:
            self._ready.set()


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With its protocol given, asyncio switches off Nagle's algorithm, which would delay each answer by 40 ms.
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _unable(host, port, error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise _unable(host, port, error) from error
    return listener


def _unable(host: str, port: int, error: OSError) -> SandboxError:
    return SandboxError(f"the sandbox can't listen on {host} port {port}: {error.strerror}")


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
