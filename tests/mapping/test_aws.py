"""AWS's own record: what its tools print, in all their versions, and what contradicts it."""

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from batch.cli import main
from batch.errors import UsageError
from batch.mapping.aws_files import read_aws
from batch.mapping.aws_record import AwsPair, AwsRecord

_PAIR = {
    "Id": "car-1",
    "AccountName": "blue",
    "State": "SUCCEEDED",
    "RequestedTimestamp": 1582040671.446,
    "CompletedTimestamp": "2020-02-18T16:45:36.794000+01:00",
    "AccountId": "123456789000",
    "GovCloudAccountId": "000987654321",
}
_BLUE = ("123456789000", "000987654321")


def record_of(*texts: str, folder: Path) -> AwsRecord:
    names = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        names.append(str(path))
    return read_aws(names, io.BytesIO())


def pairs(record: AwsRecord) -> list[tuple[str, str]]:
    return [(pair.commercial, pair.govcloud) for pair in record.by_commercial.values()]


def page(*entries: Mapping[str, object]) -> str:
    return json.dumps({"CreateAccountStatuses": entries, "NextToken": "more"})


def test_finished_requests_become_pairs_and_the_others_are_counted(tmp_path: Path) -> None:
    ordinary = {"State": "SUCCEEDED", "AccountId": "200000000017"}
    failed = {"State": "FAILED", "FailureReason": "EMAIL_ALREADY_EXISTS"}
    record = record_of(page(_PAIR, ordinary, failed, {"State": "IN_PROGRESS"}), folder=tmp_path)
    assert pairs(record) == [_BLUE]
    assert (record.ordinary, record.unfinished) == (1, 2)


def test_epoch_and_iso_times_become_the_same_utc(tmp_path: Path) -> None:
    pair = record_of(page(_PAIR), folder=tmp_path).by_commercial["123456789000"]
    assert (pair.requested_at, pair.completed_at) == ("2020-02-18T15:44:31Z", "2020-02-18T15:45:36Z")


def test_pages_one_after_the_other_in_a_pipe_are_one_record() -> None:
    other = _PAIR | {"AccountId": "200000000017", "GovCloudAccountId": "300000000017"}
    record = read_aws(["-"], io.BytesIO((page(_PAIR) + "\n" + page(other)).encode()))
    assert pairs(record) == [_BLUE, ("200000000017", "300000000017")]


@pytest.mark.parametrize("given", ["123456789000={}", "{}"])
def test_an_account_information_is_about_the_number_given_or_in_its_name(tmp_path: Path, given: str) -> None:
    path = tmp_path / ("answer.json" if "=" in given else "account-123456789000.json")
    path.write_text('{"GovCloudAccountId": "000987654321", "AccountState": "ACTIVE"}')
    assert pairs(read_aws([given.format(path)], io.BytesIO())) == [_BLUE]


def test_an_account_information_about_nobody_knows_whom_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which commercial account"):
        record_of('{"GovCloudAccountId": "000987654321", "AccountState": "ACTIVE"}', folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '[{"commercialAccountId": "123456789000", "accountName": "blue", "govCloudAccountId": "000987654321"}]',
        '{"Items": [{"commercialAccountId": {"S": "123456789000"}, "govCloudAccountId": {"S": "000987654321"}}]}',
        '{"Item": {"commercialAccountId": {"S": "123456789000"}, "govCloudAccountId": {"S": "000987654321"}}}\n' * 2,
        "commercialAccountId,accountName,govCloudAccountId\n123456789000,blue,000987654321\n",
        '\ufeff"commercialAccountId","govCloudAccountId"\r\n"123456789000","000987654321"\r\n',
    ],
)
def test_a_landing_zone_table_is_read_in_every_form_of_export(tmp_path: Path, text: str) -> None:
    assert pairs(record_of(text, folder=tmp_path)) == [_BLUE]


def test_files_that_contradict_each_other_are_refused_with_both_named(tmp_path: Path) -> None:
    for other in ({"GovCloudAccountId": "300000000017"}, {"AccountId": "200000000017"}):
        with pytest.raises(UsageError) as caught:
            record_of(page(_PAIR), page(_PAIR | other), folder=tmp_path)
        assert "0.json pairs" in str(caught.value)
        assert "1.json pairs" in str(caught.value)


def test_the_same_pair_again_is_one_pair_under_the_fuller_source(tmp_path: Path) -> None:
    nameless = {key: value for key, value in _PAIR.items() if key != "AccountName"}
    record = record_of(page(nameless), page(_PAIR), page(nameless), folder=tmp_path)
    assert [pair.name for pair in record.by_commercial.values()] == ["blue"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"CreateAccountStatuses": [', "is not the JSON"),
        ("[" * 100_000, "is not the JSON"),
        ('{"CreateAccountStatuses": []}', "there is nothing in it"),
        ("[5]", "there is nothing in it"),
        ("", "there is nothing in it"),
        ("a,b\n1,2\n", "neither State"),
        (page(_PAIR | {"AccountId": 123456789000}), "not an AWS account number"),
        (page(_PAIR | {"GovCloudAccountId": "98765432"}), "not an AWS account number"),
        (page(_PAIR | {"CompletedTimestamp": "yesterday"}), "not a time"),
        (page(_PAIR | {"CompletedTimestamp": 1e30}), "not a time"),
    ],
)
def test_what_aws_does_not_print_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        record_of(text, folder=tmp_path)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_aws([str(tmp_path / "missing.json")], io.BytesIO())
    with pytest.raises(UsageError, match="not UTF-8"):
        read_aws(["-"], io.BytesIO(b"\xff\xfe{"))


@pytest.mark.parametrize(
    ("commercial", "govcloud", "contradicts"),
    [
        ("123456789000", "000987654321", False),
        ("123456789000", "300000000017", True),
        ("200000000017", "000987654321", True),
        ("123456789000", "", False),
        ("", "000987654321", False),
        ("200000000017", "300000000017", False),
        ("", "", False),
    ],
)
def test_a_pair_contradicts_the_record_only_where_the_record_says_otherwise(
    commercial: str, govcloud: str, *, contradicts: bool
) -> None:
    record = AwsRecord()
    record.add(AwsPair(*_BLUE, "aws.json"))
    assert (record.contradiction(commercial, govcloud) is not None) is contradicts


def test_columns_that_were_sorted_apart_are_caught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = _PAIR | {"AccountId": "200000000017", "GovCloudAccountId": "300000000017"}
    (tmp_path / "aws.json").write_text(page(_PAIR, other))
    mapping = tmp_path / "m.csv"
    mapping.write_text(
        "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        "1,123456789000,300000000017\n1,200000000017,000987654321\n1,400000000001,400000000002\n1,bad,400000000003\n"
    )
    assert main(["check", str(mapping), "--verify-against", str(tmp_path / "aws.json")]) == 1
    lines = capsys.readouterr().out.splitlines()
    told = [line.split()[1] for line in lines if line.startswith(str(mapping))]
    assert told == ["X105", "X105", "X202", "X202", "V101"]


def test_what_import_aws_writes_is_a_mapping_that_agrees_with_its_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "aws.json"
    source.write_text(page(_PAIR | {"AccountName": "=cmd()"}))
    assert main(["import-aws", "--client-api-id", "7", str(source)]) == 0
    shown = capsys.readouterr()
    assert shown.err == "Pairs: 1. Left out: 0 without a GovCloud account, 0 failed or pending.\n"
    (tmp_path / "m.csv").write_text(shown.out)
    assert main(["check", str(tmp_path / "m.csv"), "--verify-against", str(source)]) == 0
    assert capsys.readouterr().out == "1 row in 1 file: no problems.\n"
