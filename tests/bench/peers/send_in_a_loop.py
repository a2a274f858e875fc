"""Send rows one after another, evenly spaced, and again after a minute's pause if the limit is met: requests alone."""

import time
from collections.abc import Iterator

import requests
from sending import REQUESTS, SECONDS, Row, main, outcome, post


def outcomes(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    def send(row: Row) -> None:
        time.sleep(SECONDS / REQUESTS)
        try:
            post(row)
        except requests.HTTPError as error:
            if error.response.status_code != requests.codes.too_many_requests:
                raise
            time.sleep(SECONDS)
            send(row)

    for row in rows:
        yield outcome(send, row)


if __name__ == "__main__":
    main(outcomes)
