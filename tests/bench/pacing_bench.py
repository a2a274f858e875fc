"""Compare ways to pace a client with servers that limit it, in virtual time.

    python tests/bench/pacing_bench.py [--seeds 10] [--requests 2000] [--only ours]

Each cell: seconds from the first request to the last answer, divided by the ideal, and the number of 429s; medians over
the seeds. The ideal is an evenly spaced client whose answers take no time: requests / rate. (A client that uses the
burst that a server allows can fall below 1.) "halved" halves its rate at 1,000 s, "lower" servers allow less than was
told. botocore's row appears where botocore is installed.
"""

import argparse
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random

from pacing_servers import BURSTS, CASES, OTHER_CASES, Case
from pacing_simulation import Load, Result, Simulation, Strategy
from pacing_strategies import OTHERS, Ours

from batch.cloudhealth.pacing import parse_rates


def ours(burst: int = 1) -> Callable[[Case, Random], Strategy]:
    """Make the product's pacer for a case."""
    return lambda case, chance: Ours(parse_rates(case.told), chance.random, burst)


def runs(make: Callable[[Case, Random], Strategy], case: Case, load: Load, seeds: Iterable[int]) -> list[Result]:
    """Run a strategy against a server once per seed."""
    return [Simulation(make(case, Random(seed)), case.server(), load, seed).run() for seed in seeds]


def ratio(results: Sequence[Result], ideal: float) -> float:
    """Give the median makespan in ideals."""
    return statistics.median(result.makespan for result in results) / ideal


def throttles(results: Sequence[Result]) -> float:
    """Give the median number of 429s."""
    return statistics.median(result.throttles for result in results)


def table(title: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Print a table, row by row as they come."""
    print(f"\n{title}\n{'':<38}" + "".join(f"{head:>14}" for head in heads))
    for name, cells in rows:
        print(f"{name:<38}" + "".join(f"{cell:>14}" for cell in cells), flush=True)


def cell(make: Callable[[Case, Random], Strategy], case: Case, load: Load, seeds: range, burst: int = 1) -> str:
    """Run and say `makespan / ideal, 429s`."""
    results = runs(make, case, load, seeds)
    return f"{ratio(results, case.ideal_seconds(load.requests, burst)):.3f}, {throttles(results):.0f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--only", choices=["ours"], help="leave the other strategies out")
    arguments = parser.parse_args()
    seeds, load = range(arguments.seeds), Load(requests=arguments.requests)
    makers = ({} if arguments.only else OTHERS) | {"ours": ours()}
    for retry_after in (False, True):
        told = replace(load, retry_after=retry_after)
        table(
            f"{'With' if retry_after else 'Without'} Retry-After",
            [case.name for case in CASES],
            ((name, [cell(make, case, told, seeds) for case in CASES]) for name, make in makers.items()),
        )
    table(
        "Ours with --burst, against the ideal that uses it",
        [f"{case.name} {burst}" for case, burst in BURSTS],
        [("ours", [cell(ours(burst), case, load, seeds, burst) for case, burst in BURSTS])],
    )
    table(
        "Ours at other rates and mean latencies (s)",
        [case.name for case in OTHER_CASES],
        (
            (f"ours, {latency}", [cell(ours(), case, replace(load, latency=latency), seeds) for case in OTHER_CASES])
            for latency in (0.1, 0.4, 1.0, 2.0, 4.0)
        ),
    )


if __name__ == "__main__":
    main()
