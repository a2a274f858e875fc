"""Send rows one after another through a session of requests-ratelimiter, each again after what may be transient."""

from collections.abc import Iterator

from pyrate_limiter import Limiter, Rate
from requests_ratelimiter import HostBucketFactory, LimiterSession
from send_with_tenacity import again
from sending import HEADERS, REQUESTS, SECONDS, TIMEOUT, URL, Row, body, main, outcome

# `LimiterSession(per_minute=30)`, if a minute were a minute.
SESSION = LimiterSession(limiter=Limiter(HostBucketFactory(rates=[Rate(REQUESTS, int(SECONDS * 1000))])))


def outcomes(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    @again
    def send(row: Row) -> None:
        query = {"client_api_id": row["client_api_id"]}
        SESSION.post(URL, params=query, json=body(row), headers=HEADERS, timeout=TIMEOUT).raise_for_status()

    for row in rows:
        yield outcome(send, row)


if __name__ == "__main__":
    main(outcomes, SESSION.get)
