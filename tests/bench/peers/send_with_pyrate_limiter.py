"""Send rows on four threads behind one limiter of pyrate-limiter, each row again after what may be transient."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import requests
from pyrate_limiter import Limiter, Rate
from send_with_tenacity import again
from sending import REQUESTS, SECONDS, Row, main, outcome, post

LIMITER = Limiter(Rate(REQUESTS, int(SECONDS * 1000)))


def get(*args: Any, **more: Any) -> requests.Response:
    wait_for_room()
    return requests.get(*args, **more)


def wait_for_room() -> None:
    LIMITER.try_acquire("cloudhealth")


def outcomes(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    @again
    def send(row: Row) -> None:
        wait_for_room()
        post(row)

    with ThreadPoolExecutor(4) as pool:
        for sent in as_completed([pool.submit(outcome, send, row) for row in rows]):
            yield sent.result()


if __name__ == "__main__":
    main(outcomes, get)
