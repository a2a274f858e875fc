"""The same pairs are read as the same AWS list, from any kind of list and from several kinds together."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from aws_facts import page, pairs, request
from hypothesis import given
from hypothesis import strategies as st
from listed import account, accounts, govcloud, output, parameters, resource, shown_state, stored, stored_state

from batch.aws import AwsList, read_aws, shapes

Pairs = Sequence[tuple[str, str]]


def _bridged(pair: tuple[str, str]) -> dict[str, str]:
    return {"govCloudAccountId": pair[1], "commercialAccountId": pair[0]}


def _attributes(pair: tuple[str, str]) -> dict[str, str]:
    return {"id": pair[0], "govcloud_id": pair[1]}


def _typed(values: dict[str, str]) -> dict[str, object]:
    return {key: {"S": value} for key, value in values.items()}


def _linked(pair: tuple[str, str]) -> dict[str, str]:
    return {"awsAccountId": pair[1], "commercialLinkedAccountId": pair[0]}


def _informed(given: Pairs) -> str:
    return "".join(
        json.dumps({"AccountState": "ACTIVE", "GovCloudAccountId": b, "StandardAccountId": a}) for a, b in given
    )


_WRITERS: dict[str, Callable[[Pairs], str]] = {
    "requests": lambda given: page(*(request(pair, Id=f"car-{pair}") for pair in given)),
    "informations": _informed,
    "table": lambda given: json.dumps({"Items": [_typed(_bridged(pair)) for pair in given]}),
    "bridge": lambda given: json.dumps({"accounts": [_bridged(pair) for pair in given]}),
    "sandbox": lambda given: json.dumps({"Items": [_typed(_linked(pair)) for pair in given]}),
    "csv": lambda given: "".join(f"{a},{b}\n" for a, b in [("commercialAccountId", "govCloudAccountId"), *given]),
    "terraform": lambda given: shown_state({"child_modules": [{"resources": [resource(pair) for pair in given]}]}),
    "state": lambda given: stored_state(stored(*({"attributes": _attributes(pair)} for pair in given))),
    "outputs": lambda given: json.dumps({"all": output([_attributes(pair) for pair in given])}),
    "parameters": lambda given: parameters(
        {
            name: number
            for at, pair in enumerate(given)
            for name, number in zip(
                (f"/x/accounts/e/{at}-{pair[0]}/{side}/id" for side in ("aws", "aws-us-gov")), pair, strict=True
            )
        }
    ),
}
_ALL = [(f"{at:012}", f"{10**11 + at}") for at in range(6)]
_SOME = st.lists(st.sampled_from(_ALL), unique=True, min_size=1)


def _read(text: str) -> AwsList:
    return read_aws(["-"], io.BytesIO(text.encode()))


@pytest.mark.parametrize("written", _WRITERS)
def test_every_kind_of_list_returns_its_pairs(written: str) -> None:
    aws_list = _read(_WRITERS[written](_ALL))
    assert pairs(aws_list) == _ALL
    assert (aws_list.left_out(), aws_list.guesses) == ({}, [])


@given(st.lists(st.tuples(st.sampled_from(sorted(_WRITERS.keys() - {"csv"})), _SOME), min_size=1, max_size=4))
def test_pairs_of_several_kinds_of_lists_are_merged(spread: Sequence[tuple[str, Pairs]]) -> None:
    aws_list = _read("".join(_WRITERS[written](some) for written, some in spread))
    assert set(pairs(aws_list)) == {pair for _written, some in spread for pair in some}
    assert aws_list.left_out() == {}


@given(_SOME, st.permutations(_ALL))
def test_two_lists_of_accounts_give_the_pairs_as_guesses(given_pairs: Pairs, in_other_order: Pairs) -> None:
    commercial = accounts(*(account(pair[0], f"name {pair[0]}") for pair in given_pairs))
    other_side = accounts(*(govcloud(pair[1], f"name {pair[0]}") for pair in in_other_order))
    aws_list = _read(commercial + other_side)
    assert [(pair.commercial, pair.govcloud) for pair in aws_list.guesses] == given_pairs
    assert pairs(aws_list) == []
    assert sum(map(len, aws_list.left_out().values())) == len(_ALL) - len(given_pairs)


def test_every_shape_is_a_module_and_is_tried() -> None:
    there = {path.stem for path in Path(shapes.__file__).parent.glob("*.py")} - {"__init__", "shape"}
    assert {getattr(shapes, name).SHAPE for name in there} == set(shapes.SHAPES)
