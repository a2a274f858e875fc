"""Send rows on eight threads, each row again after what may be transient, with tenacity's random exponential waits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

import requests
from sending import SECONDS, Row, main, outcome, post
from tenacity import retry, retry_if_exception, stop_after_attempt, wait_random_exponential


def is_transient(error: BaseException) -> bool:
    if isinstance(error, requests.HTTPError):
        return error.response.status_code == requests.codes.too_many_requests or error.response.status_code >= 500
    return isinstance(error, requests.RequestException)


# A minute of the real service is the longest wait, as in tenacity's own example; enough attempts for the limit.
again = retry(
    retry=retry_if_exception(is_transient),
    wait=wait_random_exponential(multiplier=SECONDS / 60, max=SECONDS),
    stop=stop_after_attempt(10),
    reraise=True,
)


def outcomes(rows: list[Row]) -> Iterator[tuple[Row, str]]:
    send = again(post)
    with ThreadPoolExecutor(8) as pool:
        for sent in as_completed([pool.submit(outcome, send, row) for row in rows]):
            yield sent.result()


if __name__ == "__main__":
    main(outcomes)
