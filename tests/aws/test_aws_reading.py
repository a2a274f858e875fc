"""AWS's own list is read as its tools and people's shells write it, and is never misread."""

import gzip
import io
import json
import re
from itertools import permutations
from pathlib import Path

import pytest
from aws_facts import BLUE, GREEN, aws_list_of, information, page, pairs, request
from hypothesis import given
from hypothesis import strategies as st

from batch.aws import read_aws
from batch.errors import UsageError

_KEYS = ["State", "AccountState", "AccountId", "GovCloudAccountId", "commercialAccountId", "govCloudAccountId"]
_KEYS += ["AccountName", "CompletedTimestamp", "CreateAccountStatuses", "Items", "NextToken", "S", "NULL"]
_KEYS += ["Arn", "Id", "Name", "Value", "Accounts", "Parameters", "awsAccountId", "commercialLinkedAccountId"]
_KEYS += ["terraform_version", "values", "root_module", "child_modules", "resources", "type", "instances", "attributes"]
_KEYS += ["outputs", "value", "sensitive", "id", "govcloud_id", "name", "deposed", "index_key", "mode"]
_ARN = "arn:{}:organizations::100000000001:account/o-abcdefghij/{}"
_VALUES = (
    st.sampled_from([*BLUE, *GREEN, "SUCCEEDED", "ACTIVE", "", "\ud800", "aws_organizations_account", "data"])
    | st.sampled_from([_ARN.format("aws", BLUE[0]), _ARN.format("aws-us-gov", BLUE[1]), "/a/global/b", "/a/govcloud/b"])
    | st.floats()
    | st.none()
    | st.booleans()
)
_DOCUMENTS = st.recursive(
    _VALUES,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.sampled_from(_KEYS), parts, max_size=6),
    max_leaves=20,
)
_SCAN = {
    "Items": [
        {
            "commercialAccountId": {"S": BLUE[0]},
            "govCloudAccountId": {"S": BLUE[1]},
            "accountName": {"S": "blue"},
        }
    ]
}


def refusal(*texts: str | bytes, folder: Path, ending: str = "json") -> str:
    """The single line with which these files are refused, without the folder's name."""
    with pytest.raises(UsageError) as caught:
        aws_list_of(*texts, folder=folder, ending=ending)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_finished_requests_become_pairs_and_the_others_are_counted(tmp_path: Path) -> None:
    ordinary = {"State": "SUCCEEDED", "AccountId": "400000000001"}
    failed = {"State": "FAILED", "FailureReason": "EMAIL_ALREADY_EXISTS", "AccountName": "red"}
    aws_list = aws_list_of(page(request(), ordinary, failed, {"State": "IN_PROGRESS"}), folder=tmp_path)
    assert pairs(aws_list) == [BLUE]
    assert aws_list.left_out() == {
        "without a GovCloud account": ["400000000001"],
        "failed (EMAIL_ALREADY_EXISTS)": ["red"],
        "pending": [f"{tmp_path}/0.json: entry 4"],
    }


def test_a_file_or_a_request_that_is_given_twice_is_counted_once(tmp_path: Path) -> None:
    failed, pending = {"Id": "car-2", "State": "FAILED"}, {"Id": "car-3", "State": "IN_PROGRESS"}
    first, second = page(request(), failed, pending, NextToken="more"), page(failed, {"State": "FAILED"}, NextToken="2")
    aws_list = aws_list_of(first, second, folder=tmp_path)
    assert {reason: len(names) for reason, names in aws_list.left_out().items()} == {"failed": 2, "pending": 1}
    (tmp_path / "link.json").symlink_to(tmp_path / "0.json")
    names = [str(tmp_path / name) for name in ("0.json", "1.json", "./0.json", "link.json")]
    again = read_aws(names, io.BytesIO())
    assert again.left_out() == aws_list.left_out()
    assert (len(again.files), len(again.warnings)) == (2, 1)


@pytest.mark.parametrize("order", list(permutations(["IN_PROGRESS", "SUCCEEDED"])))
def test_a_request_that_has_since_succeeded_is_no_longer_pending(tmp_path: Path, order: tuple[str, str]) -> None:
    listings = {"IN_PROGRESS": page({"Id": "car-1", "State": "IN_PROGRESS"}), "SUCCEEDED": page(request())}
    aws_list = aws_list_of(*(listings[state] for state in order), folder=tmp_path)
    assert aws_list.left_out() == {}


def test_a_request_that_has_since_failed_is_no_longer_pending_in_any_order(tmp_path: Path) -> None:
    listings = [page({"Id": "car-1", "State": state}) for state in ("IN_PROGRESS", "FAILED")]
    for texts in permutations([*listings, page(request(Id="car-2"))]):
        assert list(aws_list_of(*texts, folder=tmp_path).left_out()) == ["failed"]


def test_an_ordinary_account_that_got_a_govcloud_account_later_is_a_pair(tmp_path: Path) -> None:
    ordinary = {"State": "SUCCEEDED", "AccountId": BLUE[0]}
    aws_list = aws_list_of(page(ordinary), information(StandardAccountId=BLUE[0]), folder=tmp_path)
    assert pairs(aws_list) == [BLUE]
    assert aws_list.left_out() == {}


def test_epoch_and_iso_times_become_the_same_utc(tmp_path: Path) -> None:
    pair = aws_list_of(page(request()), folder=tmp_path).by_commercial[BLUE[0]]
    assert (pair.requested_at, pair.completed_at) == ("2020-02-18T15:44:31Z", "2020-02-18T15:45:36Z")


@pytest.mark.parametrize(
    "text",
    [
        page(request(), request(GREEN)),
        page(request()) + "\n" + page(request(GREEN)),
        json.dumps([request(), request(GREEN)]),
        json.dumps([[request()], [request(GREEN)]]),
        json.dumps([json.loads(page(request())), json.loads(page(request(GREEN)))]),
        json.dumps({"CreateAccountStatus": request()}) + json.dumps({"CreateAccountStatus": request(GREEN)}),
        json.dumps(request()) + "\n" + json.dumps(request(GREEN)),
        json.dumps([{"AccountId": a, "GovCloudAccountId": g} for a, g in (BLUE, GREEN, (None, None))]),
    ],
)
def test_pages_lists_lines_and_single_answers_are_one_list(tmp_path: Path, text: str) -> None:
    assert pairs(aws_list_of(text, folder=tmp_path)) == [BLUE, GREEN]
    assert pairs(read_aws(["-"], io.BytesIO(text.encode()))) == [BLUE, GREEN]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(_SCAN),
        json.dumps({"Item": _SCAN["Items"][0]}) + "\n",
        json.dumps([{"commercialAccountId": BLUE[0], "accountName": "blue", "govCloudAccountId": BLUE[1]}]),
        f"commercialAccountId,accountName,govCloudAccountId\n\n{BLUE[0]},blue,{BLUE[1]}\n",
        f'\ufeff"commercialAccountId","accountName","govCloudAccountId"\r\n"{BLUE[0]}","blue","{BLUE[1]}"\r\n',
        f"commercialAccountId;accountName;govCloudAccountId\r\n{BLUE[0]};blue;{BLUE[1]}\r\n",
    ],
)
def test_a_landing_zone_table_is_read_in_every_form_of_export(tmp_path: Path, text: str) -> None:
    aws_list = aws_list_of(text, folder=tmp_path)
    assert pairs(aws_list) == [BLUE]
    assert aws_list.by_commercial[BLUE[0]].name == "blue"


def test_a_null_in_the_table_is_no_name(tmp_path: Path) -> None:
    item = _SCAN["Items"][0] | {"accountName": {"NULL": True}}
    aws_list = aws_list_of(json.dumps({"Items": [item]}), folder=tmp_path)
    assert aws_list.by_commercial[BLUE[0]].name == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_written_by_shells_are_read_in_their_encodings(tmp_path: Path, encoding: str) -> None:
    aws_list = aws_list_of(page(request(AccountName="blå")).encode(encoding), folder=tmp_path)
    assert aws_list.by_commercial[BLUE[0]].name == "blå"


def test_files_with_byte_order_marks_may_be_joined(tmp_path: Path) -> None:
    joined = "".join("\ufeff" + page(request(pair)) + "\r\n" for pair in (BLUE, GREEN))
    assert pairs(aws_list_of(joined, folder=tmp_path)) == [BLUE, GREEN]


@pytest.mark.parametrize("given", ["223456789000={}/answer.json", "{}/223456789000.json"])
def test_an_account_information_is_about_the_number_before_the_file_or_its_whole_name(
    tmp_path: Path, given: str
) -> None:
    argument = given.format(tmp_path)
    Path(argument.rpartition("=")[2]).write_text(information())
    assert pairs(read_aws([argument], io.BytesIO())) == [BLUE]


@pytest.mark.parametrize("key", ["StandardAccountId", "AccountId"])
def test_an_account_information_with_the_account_added_needs_no_number(tmp_path: Path, key: str) -> None:
    assert pairs(aws_list_of(information(**{key: BLUE[0]}), folder=tmp_path)) == [BLUE]


@pytest.mark.parametrize("name", ["info-202511230228.json", "acct_223456789000.json", "info.json"])
def test_digits_that_are_only_part_of_a_name_are_ignored(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(information())
    with pytest.raises(UsageError, match=f"was asked about is missing; give NUMBER={tmp_path}/{name}"):
        read_aws([str(tmp_path / name)], io.BytesIO())


def test_an_account_information_from_a_pipe_is_asked_for_its_number_without_naming_a_file() -> None:
    with pytest.raises(UsageError, match="give NUMBER=-, with that account's 12 digits"):
        read_aws(["-"], io.BytesIO(information().encode()))


def test_a_file_named_after_the_govcloud_account_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"{BLUE[1]}.json"
    path.write_text(information())
    with pytest.raises(UsageError, match="its own GovCloud account"):
        read_aws([str(path)], io.BytesIO())


@pytest.mark.parametrize(
    ("number", "text", "message"),
    [
        (GREEN[0], information(AccountId=BLUE[0]), f"is about {BLUE[0]}, but the file has {GREEN[0]} before its name"),
        ("999999999999", page(request()), "leave the number out"),
        ("2234-5678-9000", information(), "12 digits and nothing between them"),
        ("22345678900", information(), "12 digits and nothing between them"),
    ],
)
def test_a_number_that_contradicts_or_that_nothing_needs_is_refused(
    tmp_path: Path, number: str, text: str, message: str
) -> None:
    (tmp_path / "answer.json").write_text(text)
    with pytest.raises(UsageError, match=message):
        read_aws([f"{number}={tmp_path}/answer.json"], io.BytesIO())


def test_an_equals_sign_in_a_name_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "twelve=eq.json").write_text(page(request()))
    assert pairs(read_aws([str(tmp_path / "twelve=eq.json")], io.BytesIO())) == [BLUE]


def test_pages_that_all_announce_another_lead_to_a_warning(tmp_path: Path) -> None:
    [warning] = aws_list_of(page(request(), NextToken="more"), folder=tmp_path).warnings
    assert warning.startswith(
        f"{tmp_path}/0.json: the list is incomplete, because this page announces more (NextToken) and no file has"
    )
    [warning] = aws_list_of(
        page(request(), NextToken="1"), page(request(GREEN), NextToken="2"), folder=tmp_path
    ).warnings
    [warning] = aws_list_of(json.dumps(_SCAN | {"LastEvaluatedKey": {"a": {"S": "b"}}}), folder=tmp_path).warnings
    assert "LastEvaluatedKey" in warning


@pytest.mark.parametrize(
    "order", list(permutations([page(request(), NextToken="1"), page(NextToken="2"), page(request(GREEN))]))
)
def test_pages_that_are_all_given_lead_to_no_warning_in_whatever_order_and_files(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    assert aws_list_of("".join(order), folder=tmp_path).warnings == []
    assert aws_list_of(*order, folder=tmp_path).warnings == []


def test_pairs_are_merged_in_the_same_way_whatever_the_order_of_files(tmp_path: Path) -> None:
    parts = [
        json.dumps(_SCAN | {"Items": [{**_SCAN["Items"][0], "accountName": {"S": "azure"}}]}),
        page(request()),
        information(state="CLOSED", StandardAccountId=BLUE[0]),
        information(state="ACTIVE", StandardAccountId=BLUE[0]),
    ]
    lists = [aws_list_of(*texts, folder=tmp_path) for texts in permutations(parts)]
    [reported] = {aws_list.by_commercial[BLUE[0]][3:] for aws_list in lists}
    assert reported == ("blue", "SUCCEEDED", "CLOSED", "2020-02-18T15:44:31Z", "2020-02-18T15:45:36Z", "car-1")


@pytest.mark.parametrize(
    "other",
    [
        request((BLUE[0], GREEN[1])),
        request((GREEN[0], BLUE[1])),
        request((BLUE[1], GREEN[1])),
        request((GREEN[0], BLUE[0])),
        {"State": "SUCCEEDED", "AccountId": BLUE[1]},
    ],
)
def test_files_that_contradict_each_other_are_refused_with_both_named(tmp_path: Path, other: dict[str, object]) -> None:
    for texts in permutations([page(request()), page(request(("500000000001", "500000000002")), other)]):
        message = refusal(*texts, folder=tmp_path)
        assert "0.json" in message
        assert "1.json" in message
        assert "one of them is wrong" in message


def test_a_pair_of_an_account_with_itself_is_refused(tmp_path: Path) -> None:
    assert "with itself" in refusal(page(request((BLUE[0], BLUE[0]))), folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "0.json: the file is empty"),
        (" \n", "0.json: the file is empty"),
        ("[]", "0.json: no pair of accounts was found"),
        (page({"State": "FAILED"}), "no pair of accounts was found (left out: 1 failed); give a list"),
        ('{"CreateAccountStatuses": [\n', "0.json:2: this is not the JSON"),
        ("[" * 100_000, "0.json:1: this is not the JSON"),
        ("[" * 900 + "]" * 900, "no pair of accounts"),
        (page(request()).replace("1582040671.446", "1" * 5000), "0.json:1: this is not the JSON"),
        ("null", "--output json and without --query"),
        ("CreateAccountStatuses:\n- AccountId: '223456789000'\n", "--output json and without --query"),
        ("CREATEACCOUNTSTATUSES\t223456789000\tblue\n", "--output json and without --query"),
        ("x" * 140_000 + "\n1\n", "--output json and without --query"),
        (json.dumps([BLUE, GREEN]), "0.json: entry 1 is only an account number"),
        (page(request(), None), "0.json: entry 2 is null"),  # type: ignore[arg-type]
        (
            json.dumps([{"commercial": BLUE[0]}]),
            "0.json: entry 1 has commercial and belongs to no known list of pairs; give all of one of these: ",
        ),
        ('{"Accounts": []}', "0.json: no pair of accounts was found; give a list"),
        (page(request(State="ACTIVE")), "State ACTIVE is not one of SUCCEEDED, FAILED, IN_PROGRESS"),
        (page(request(State="Succeeded")), "State Succeeded is not one of"),
        (information(state="OPEN", AccountId=BLUE[0]), "AccountState OPEN is not one of PENDING_ACTIVATION"),
        (page({"State": "SUCCEEDED", "GovCloudAccountId": BLUE[1]}), "0.json: entry 1 has no AccountId"),
        ('{"AccountState": "ACTIVE", "AccountId": "223456789000"}', "0.json: entry 1 has no GovCloudAccountId"),
        (page({"State": "SUCCEEDED", "AccountId": BLUE[0], "govCloudAccountId": BLUE[1]}), "mean GovCloudAccountId?"),
        (page(request((223456789000, BLUE[1]))), "AccountId 223456789000 has no quotes"),  # type: ignore[arg-type]
        (page(request((BLUE[0], "98765432"))), "it was probably 000098765432"),
        (page(request((BLUE[0], "９87654321000"))), "is not an AWS account number of 12 digits"),  # noqa: RUF001
        (page(request(CompletedTimestamp="yesterday")), "CompletedTimestamp yesterday is not a time"),
        (page(request(CompletedTimestamp=1e30)), "is not a time"),
        (page(request(CompletedTimestamp=float("nan"))), "is not a time"),
        (page(request(CompletedTimestamp=True)), "is not a time"),
        (page(request(AccountName="nul\0x")), r"AccountName nul\x00x is not a name"),
        (page(request(AccountName="\ud800x")), r"AccountName \ud800x is not a name"),
        (page(request(AccountName={"a": 1})), "is not a name"),
    ],
)
def test_input_that_aws_does_not_print_is_refused_with_place_and_remedy(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in refusal(text, folder=tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "commercialAccountId,govcloudAccountId\n1,2\n",
            "0.csv:2 has govcloudAccountId; did you mean govCloudAccountId?",
        ),
        ("commercialAccountId,name\n1,2\n", "0.csv:2 has commercialAccountId, but no govCloudAccountId"),
        ("CommercialAccountID,govCloudAccountId\n1,2\n", "did you mean commercialAccountId?"),
        ("commercialAccountId,name,govCloudAccountId\n\n223456789000,blue\n", "0.csv:3: the row has 2 cells"),
        (
            "commercialAccountId,govCloudAccountId\n223456789000,987654321\n",
            "0.csv:2: govCloudAccountId 987654321 is not",
        ),
        ("commercialAccountId,name,name\n1,2,3\n", "0.csv:1: the table has two columns named 'name'"),
        ("commercialAccountId,govCloudAccountId\n1," + "x" * 140_000, "0.csv:2: this is not valid CSV: field larger"),
        ('commercialAccountId,govCloudAccountId\n"1"2,3\n', "0.csv:2: this is not valid CSV"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(text, folder=tmp_path, ending="csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (gzip.compress(page(request()).encode()), "decompress it with gunzip"),
        (page(request()).encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (page(request()).encode("utf-32"), "is not UTF-8"),
        (b'{"a": "\xe5"}', "0.json:1: the text is not UTF-8"),
        ("\ufeff{}".encode("utf-16")[:-1], "is not UTF-16"),
    ],
)
def test_bytes_that_are_not_text_are_refused_with_a_remedy(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in refusal(content, folder=tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (str(tmp_path / "missing.json"), str(tmp_path), "a\0b"):
        with pytest.raises(UsageError, match=f"^{re.escape(path)}: can't be read: "):
            read_aws([path], io.BytesIO())
    for argument in ("", f"{BLUE[0]}="):
        with pytest.raises(UsageError, match="names no file"):
            read_aws([argument], io.BytesIO())


def test_standard_input_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "aws.json").write_text(page(request()))
    for arguments, stdin in ((["-", "-"], io.BytesIO(page(request()).encode())), (["-"], None)):
        with pytest.raises(UsageError, match="only once"):
            read_aws(arguments, stdin)
    assert pairs(read_aws([str(tmp_path / "aws.json")], None)) == [BLUE]


@given(st.binary() | st.lists(_DOCUMENTS, max_size=3).map(lambda documents: json.dumps(documents).encode()))
def test_any_file_is_an_aws_list_or_refused(content: bytes) -> None:
    try:
        aws_list = read_aws(["-"], io.BytesIO(content))
    except UsageError:
        return
    assert aws_list.by_commercial.keys().isdisjoint(aws_list.by_govcloud)
    for pair in aws_list.by_commercial.values():
        assert aws_list.by_govcloud[pair.govcloud] is pair
        assert re.fullmatch("[0-9]{12} [0-9]{12}", f"{pair.commercial} {pair.govcloud}")
