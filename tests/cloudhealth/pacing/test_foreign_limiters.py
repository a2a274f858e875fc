"""The pacer against other people's limiters: real programs, real HTTP, real time."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests
from foreign_limiters import envoy, nginx, program

from batch.cloudhealth.pacing import Pacer, estimate, parse_rates
from batch.sandbox import serve

pytestmark = pytest.mark.slow

RATE = 20
NGINX_BURST = 3
"""Requests that nginx accepts early: arrivals jitter, and nginx counts to the millisecond."""

KEY = {"Authorization": "Bearer key"}

LIMITERS: dict[str, Callable[[str, Path], AbstractContextManager[str]]] = {
    "nginx": lambda upstream, folder: nginx(upstream, folder, RATE, NGINX_BURST),
    "envoy": lambda upstream, folder: envoy(upstream, folder, RATE),
}


@pytest.fixture(params=LIMITERS)
def limited(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if program(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    with serve() as sandbox, LIMITERS[request.param](sandbox.base_url, tmp_path) as base_url:
        yield base_url


def send(base_url: str, pacer: Pacer, wanted: int, workers: int = 4) -> Counter[int]:
    """Send until `wanted` requests got through; returns the number of answers per status."""
    answers: Counter[int] = Counter()

    def work(share: int) -> None:
        with requests.Session() as session:
            while share:
                grant = pacer.acquire()
                answer = session.get(f"{base_url}/v1/customers", headers=KEY, timeout=10)
                if answer.status_code == requests.codes.too_many_requests:
                    pacer.throttled(grant)
                else:
                    pacer.answered(grant)
                    share -= 1
                answers[answer.status_code] += 1

    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(work, wanted // workers) for _ in range(workers)]:
            future.result()
    return answers


def test_the_limiter_refuses_a_client_without_a_pacer(limited: str) -> None:
    answers: Counter[int] = Counter()
    for _ in range(3 * RATE):
        answer = requests.get(f"{limited}/v1/customers", headers=KEY, timeout=10)
        answers[answer.status_code] += 1
    assert answers[429] > RATE


def test_a_given_limit_is_never_hit_and_almost_fully_used(limited: str) -> None:
    rates = parse_rates(f"{RATE}/s")
    began = time.monotonic()
    assert send(limited, Pacer(rates), 200) == {200: 200}
    assert time.monotonic() - began <= 1.25 * estimate(200, rates), "1.03 in virtual time, and what a busy machine adds"


def test_a_limit_of_half_the_given_rate_is_found_with_few_refusals(limited: str) -> None:
    answers = send(limited, Pacer(parse_rates(f"{2 * RATE}/s")), 200)
    assert answers[200] == 200
    assert 0 < answers[429] <= 20


def test_without_a_given_limit_the_gate_is_enough_to_get_everything_through(limited: str) -> None:
    answers = send(limited, Pacer(()), 40)
    assert answers[200] == 40
    assert answers[429] > 0
