"""The wire format: what is sent, and what may come back."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.cloudhealth import calls, wire
from batch.cloudhealth.headers import page_relations
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.wire import Answer, UnreadableItem, server_words
from batch.inventory import Account, AccountKind, Customer, Linkage


def answer(body: object, status: int = 200, **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def test_a_linkage_is_requested_with_the_request_s_own_field_names() -> None:
    request = calls.create_linkage("3947", govcloud_field="1", commercial_field="2")
    assert (request.method, request.path) == ("POST", "/api/v1/govcloud_linkages")
    assert request.query == (("client_api_id", "3947"),)
    assert request.body == {"govcloud_acct_id": 1, "commercial_acct_id": 2}
    assert request.is_write


def test_an_update_names_the_linkage_in_its_path() -> None:
    request = calls.update_linkage("3947", "8", govcloud_field="1", commercial_field="2")
    assert (request.method, request.path) == ("PUT", "/api/v1/govcloud_linkages/8")
    assert request.is_write


def test_a_direct_customer_s_requests_name_no_customer() -> None:
    assert calls.list_linkages("").query == ()
    assert calls.get_linkage("", "8").query == ()


def test_accounts_are_requested_a_hundred_at_a_time() -> None:
    assert calls.list_accounts("7", 2).query == (("client_api_id", "7"), ("page", "2"), ("per_page", "100"))
    assert not calls.list_accounts("7", 2).is_write


def test_linkages_are_first_requested_without_a_page() -> None:
    assert calls.list_linkages("7").query == (("client_api_id", "7"),)
    assert calls.list_linkages("7", 2).query == (("client_api_id", "7"), ("page", "2"))


def test_a_page_of_accounts_keeps_leading_zeros_and_the_total() -> None:
    item = {"id": 5909874999458, "owner_id": "000987654321", "name": "acme", "region": "govcloud", "tags": []}
    page = wire.parse_accounts(answer({"aws_accounts": [item]}, x_total="150"))
    assert page.items == (Account("5909874999458", "000987654321", "acme", AccountKind.GOVCLOUD),)
    assert (page.total, page.has_next) == (150, None)


def test_an_account_s_fields_are_kept_and_only_the_partition_of_its_role() -> None:
    role = {"assume_role_arn": "arn:aws-us-gov:iam::000987654321:role/CloudHealth", "assume_role_external_id": "secret"}
    item = {
        "id": 1,
        "name": "blue",
        "amazon_name": "Blue",
        "region": "govcloud",
        "account_type": "Linked",
        "status": {"level": "green", "last_update": "2018-09-22T15:51:04Z"},
        "authentication": {"protocol": "assume_role", **role},
    }
    (account,) = wire.parse_accounts(answer({"aws_accounts": [item]})).items
    assert account == Account("1", "", "blue", AccountKind.GOVCLOUD, "Blue", "green", "Linked", "aws-us-gov")


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"amazon_name": None, "status": None, "account_type": None, "authentication": None},
        {"amazon_name": {}, "status": "green", "account_type": [], "authentication": "arn:aws-us-gov:"},
        {"status": [], "authentication": {"protocol": "access_key"}},
        {"status": {"level": None}, "authentication": {"assume_role_arn": None}},
        {"authentication": {"assume_role_arn": ["arn:aws-us-gov:"]}},
        {"authentication": {"assume_role_arn": "role/arn:aws-us-gov:iam"}},
        {"authentication": {"assume_role_arn": "arn:secret:iam::1:role/x"}},
    ],
)
def test_missing_fields_of_an_account_are_empty(told: dict[str, object]) -> None:
    (account,) = wire.parse_accounts(answer({"aws_accounts": [{"id": 1, **told}]})).items
    assert account == Account("1", "", "", AccountKind.UNKNOWN)


@pytest.mark.parametrize("told", ["", "many", "-1", "1.5", "٣"])
def test_a_total_that_is_not_a_number_is_ignored(told: str) -> None:
    assert wire.parse_accounts(answer({"aws_accounts": []}, x_total=told)).total is None


@pytest.mark.parametrize(
    ("link", "has_next"),
    [
        ('<https://x/v1?page=2>; rel="next"', True),
        ("<https://x/v1?page=2>;rel=next", True),
        ("<https://x/v1?page=2>; REL='Next'", True),
        ('<https://x/v1?page=2>; title="a; b, c"; rel="last next"; type=x', True),
        ('<https://x/v1?a=<b>; rel=first, <https://x/v1?page=2> ; rel = "next"', True),
        ('<https://x/v1?page=1>; rel="first", <https://x/v1?page=1>; rel="prev"', False),
        ('<https://x/v1?page=4>; rel="last"', False),
        # Links that are not about pages.
        ("", None),
        ('<https://x/v1?rel=next>; rel="self"', None),
        ('<https://x/v1;rel=next>; title="; rel=next"', None),
        ('<https://x/v1>; rel="nexting"', None),
        ("<" * 60_000 + ";rel" * 15_000, None),
    ],
)
def test_only_the_names_of_pages_are_kept_of_a_link_header(
    link: str,
    has_next: bool | None,  # noqa: FBT001 - a case of the table
) -> None:
    relations = page_relations(link)
    assert set(relations.split()) <= {"first", "prev", "previous", "next", "last"}
    assert wire.parse_linkages(answer([], link_relations=relations)).has_next is has_next


@pytest.mark.parametrize(
    ("link", "is_from_zero"),
    [
        ('<https://x/v1?page=1>; rel="next"', True),
        ('<https://x/v1?per_page=9&page=0>; rel="prev"', True),
        ('<https://x/v1?page=0&per_page=9>; rel="first", <https://x/v1?page=2>; rel="next"', True),
        ('<https://x/v1?page=1>; rel="first", <https://x/v1?page=2>; rel="next"', False),
        ('<https://x/v1?page=10>; rel="next", <https://x/v1?page=1>; rel="last"', False),
        ('<https://x/v1?per_page=0&page=2>; rel="next"', False),
        ('<https://x/v1?page=0>; rel="self"', False),
        ('<https://x/v1?after=abc>; rel="next"', False),
    ],
)
def test_a_link_header_may_count_its_pages_from_0(link: str, is_from_zero: bool) -> None:  # noqa: FBT001 - a case
    page = wire.parse_linkages(answer([], link_relations=page_relations(link)))
    assert page.is_from_zero is is_from_zero


@pytest.mark.parametrize("owner", [{}, {"owner_id": None}, {"owner_id": True}, {"owner_id": []}])
def test_an_account_may_hide_its_number(owner: dict[str, object]) -> None:
    page = wire.parse_accounts(answer({"aws_accounts": [{"id": 1, "name": "a", **owner}]}))
    assert page.items[0].owner_id == ""


def test_a_number_that_comes_without_quotes_gets_its_zeros_back() -> None:
    page = wire.parse_accounts(answer({"aws_accounts": [{"id": 1, "owner_id": 987654321}]}))
    assert page.items[0].owner_id == "000987654321"


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ({"region": "govcloud"}, AccountKind.GOVCLOUD),
        ({"region": "GovCloud"}, AccountKind.GOVCLOUD),
        ({"region": "global"}, AccountKind.COMMERCIAL),
        ({"region": "us-gov-west-1"}, AccountKind.UNKNOWN),
        ({"region": None}, AccountKind.UNKNOWN),
        ({}, AccountKind.UNKNOWN),
        ({"is_govcloud": True, "region": "global"}, AccountKind.GOVCLOUD),
        ({"is_govcloud": False, "region": "govcloud"}, AccountKind.COMMERCIAL),
        ({"is_govcloud": "true"}, AccountKind.UNKNOWN),
    ],
)
def test_an_account_s_region_is_known_only_if_it_is_given(shown: dict[str, object], kind: AccountKind) -> None:
    assert wire.parse_accounts(answer({"aws_accounts": [{"id": 1, **shown}]})).items[0].kind is kind


@pytest.mark.parametrize(
    ("shown", "arn", "kind"),
    [
        ({}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.GOVCLOUD),
        ({"region": None}, " ARN:AWS-US-GOV:iam::000987654321:role/x", AccountKind.GOVCLOUD),
        ({"region": "", "is_govcloud": None}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.GOVCLOUD),
        ({}, "arn:aws:iam::000987654321:role/x", AccountKind.UNKNOWN),
        ({}, "arn:aws-us-gov-2:iam::000987654321:role/x", AccountKind.UNKNOWN),
        ({"region": "global"}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.COMMERCIAL),
        ({"region": "govcloud"}, "arn:aws:iam::000987654321:role/x", AccountKind.GOVCLOUD),
        ({"region": "us-gov-west-1"}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.UNKNOWN),
        ({"is_govcloud": False}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.COMMERCIAL),
        ({"is_govcloud": "false"}, "arn:aws-us-gov:iam::000987654321:role/x", AccountKind.UNKNOWN),
    ],
)
def test_a_role_in_the_govcloud_partition_shows_a_govcloud_account_if_no_region_is_given(
    shown: dict[str, object], arn: str, kind: AccountKind
) -> None:
    item = {"id": 1, "authentication": {"assume_role_arn": arn}, **shown}
    assert wire.parse_accounts(answer({"aws_accounts": [item]})).items[0].kind is kind


LINKAGE = {"id": 8, "customer_id": 12, "govcloud_acct": 1, "commercial_acct": 2, "created_at": "2018-05-16T20:18:58Z"}


def test_a_linkage_is_read_by_the_response_s_field_names() -> None:
    assert wire.parse_linkage(answer(LINKAGE, 201)) == Linkage("8", "12", "1", "2")
    assert wire.parse_linkages(answer([LINKAGE], x_total="1")).items == (Linkage("8", "12", "1", "2"),)


def test_a_linkage_is_read_by_the_request_s_field_names_too() -> None:
    body = {"id": "8", "govcloud_acct_id": "1", "commercial_acct_id": "2"}
    assert wire.parse_linkage(answer(body)) == Linkage("8", "", "1", "2")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<html>",
        b"null",
        b"[]",
        b"8",
        b'"8"',
        b"[" * 100_000,
        json.dumps({**LINKAGE, "id": None}).encode(),
        json.dumps({**LINKAGE, "govcloud_acct": "one"}).encode(),
        json.dumps({**LINKAGE, "commercial_acct": True}).encode(),
        json.dumps({**LINKAGE, "commercial_acct": 2.0}).encode(),
        json.dumps([LINKAGE]).encode(),
        json.dumps({"govcloud_linkage": None, "other": LINKAGE}).encode(),
        json.dumps({"one": LINKAGE, "two": LINKAGE}).encode(),
        json.dumps({"linkage": {**LINKAGE, "id": None}}).encode(),
        json.dumps({"_links": LINKAGE}).encode(),
        json.dumps({"errors": LINKAGE}).encode(),
    ],
)
def test_nothing_else_is_taken_for_a_linkage(body: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        wire.parse_linkage(answer(body))


@pytest.mark.parametrize(
    "body",
    [
        LINKAGE,
        {"govcloud_linkage": LINKAGE},
        {"data": LINKAGE, "_links": {"id": 1}, "errors": []},
        {"l": LINKAGE, "n": 1},
    ],
)
def test_one_linkage_may_come_wrapped(body: object) -> None:
    assert wire.parse_linkage(answer(body, 201)) == Linkage("8", "12", "1", "2")
    assert wire.parse_this_linkage("8", answer(body)) == Linkage("8", "12", "1", "2")


@pytest.mark.parametrize(
    "body",
    [
        [LINKAGE],
        {"govcloud_linkages": [LINKAGE]},
        {"govcloud_linkages": [LINKAGE], "tags": [1], "id": 3},
        {"data": [LINKAGE], "meta": {"total": 1}, "_links": []},
        {"items": [LINKAGE], "page": 1, "errors": [], "warnings": []},
    ],
)
def test_a_list_may_come_bare_or_wrapped(body: object) -> None:
    assert wire.parse_linkages(answer(body)).items == (Linkage("8", "12", "1", "2"),)


def test_lists_that_are_documented_as_wrapped_may_come_bare() -> None:
    assert [found.acct_id for found in wire.parse_accounts(answer([{"id": 1}, {"id": "2"}])).items] == ["1", "2"]
    assert wire.parse_customers(answer([{"id": "3947"}])).items == (Customer("3947", ""),)


def test_a_linkage_s_ids_may_be_text() -> None:
    texts = {name: str(value) for name, value in LINKAGE.items()}
    assert wire.parse_linkage(answer(texts)) == wire.parse_linkage(answer(LINKAGE))
    with pytest.raises(MalformedAnswer):
        wire.parse_linkage(answer({**texts, "govcloud_acct": " 1"}))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"aws_accounts": {}},
        {"aws_accounts": None, "tags": []},
        {"errors": []},
        {"_links": []},
        {"messages": [], "warnings": []},
        {"accounts": [], "tags": []},
        {"id": 1, "tags": []},
        {"data": {"aws_accounts": []}},
        None,
        "[]",
    ],
)
def test_nothing_else_is_taken_for_a_list_of_accounts(body: object) -> None:
    with pytest.raises(MalformedAnswer):
        wire.parse_accounts(answer(body))


def test_customers_are_read_by_their_id_with_their_name() -> None:
    customers = [{"id": 3947, "name": "Acme"}, {"id": 3948, "name": None}, {"id": 3949, "name": ["Acme"]}]
    found = wire.parse_customers(answer({"customers": customers})).items
    assert found == (Customer("3947", "Acme"), Customer("3948", ""), Customer("3949", ""))


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (None, "an account is not an object"),
        ([{"id": 1}], "an account is not an object"),
        (3, "an account is not an object"),
        ({"name": "a"}, "an object's 'id' is not an id"),
        ({"id": "x"}, "an object's 'id' is not an id"),
        ({"id": {"id": 1}}, "an object's 'id' is not an id"),
    ],
)
def test_an_item_that_can_t_be_read_hides_no_other_one(item: object, why: str) -> None:
    page = wire.parse_accounts(answer({"aws_accounts": [{"id": 1}, item, {"id": 2}]}))
    assert [found.acct_id for found in page.items] == ["1", "2"]
    assert page.unreadable == (UnreadableItem(json.dumps(item), why),)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"error": "Bad"}, ("Bad",)),
        ({"errors": ["One", "Two"]}, ("One", "Two")),
        ({"errors": {"commercial": ["is taken", "is odd"]}}, ("commercial: is taken", "commercial: is odd")),
        ({"error": {"errorMessage": "Deep"}}, ("Deep",)),
        ({}, ()),
        (b"", ()),
        (b"<html><head><title>502 Bad\n Gateway</title></head><body></body></html>", ("502 Bad Gateway",)),
        (b"<html><title>422</title><style>p {}</style><h1>422</h1><p>It&#39;s taken</p></html>", ("422 It's taken",)),
        (b"<p>no title</p>", ("no title",)),
        (b"plain words", ("plain words",)),
        (b'{"error": "cut', ('{"error": "cut',)),
        ({"error": "two\u0000 \u001b[31mlines\n here"}, ("two [31mlines here",)),
        ({"errors": {}}, ()),
        ({"errors": []}, ()),
        (b"<p>if a < b", ("if a < b",)),
        (b"<!-- a <b> -->down<!-- for ever", ("down",)),
        (b"<script>if (a < b) {}</script >down<STYLE>p {}", ("down",)),
        (b"<title lang=en>Down for <b>maintenance", ("Down for <b>maintenance",)),
        (b"<p>&#" + b"9" * 5000 + b";</p>", ("&#" + "9" * 498 + "…",)),
        ("Zutritt \u00fcber".encode("latin-1"), ("Zutritt \ufffdber",)),
        (json.dumps({"error": "broad"}).encode("utf-16"), ("broad",)),
        ("<p>broad</p>".encode("utf-16-le"), ("broad",)),
        (b'\xef\xbb\xbf{"error": "marked"}', ("marked",)),
        (b'{"error": "half \\ud800 a character"}', ("half a character",)),
        ({"errors": ["no"] * 20}, ("no",) * 10 + ("…",)),
        ({"errors": ["", " "] * 10 + ["yes"]}, ("yes",)),
        ({"x" * 200: "long"}, ("x" * 100 + ": long",)),
        ({"error": None}, ()),
        ({"error": None, "errors": ["Two"]}, ("errors: Two",)),
        ({"error": True, "message": "Full"}, ("message: Full",)),
        ({"code": 17, "done": False, "message": "Full"}, ("code: 17", "message: Full")),
        ({"error": ["x" * 600]}, ("x" * 500 + "…",)),
    ],
)
def test_the_server_s_own_words_are_found_in_every_shape_of_body(body: object, words: tuple[str, ...]) -> None:
    assert server_words(answer(body, 422)) == words


def _nested(depth: int) -> bytes:
    return b'{"errors": ' + b"[" * depth + b'"deep"' + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"<" * 1_000_000,
        b"<title>" * 140_000,
        b"<script>" * 120_000,
        b"<!--" * 250_000,
        b"</title" * 140_000,
        b"<a " * 300_000 + b">",
        b"&" * 1_000_000,
        b" " * 1_000_000,
        b'{"errors": [' + b'" ",' * 250_000 + b'"e"]}',
        b'{"' + b"x" * 500_000 + b'": [' + b'" ",' * 100_000 + b'"e"]}',
        _nested(20_000),
    ],
    ids=lambda body: body[:12].decode(),
)
def test_the_words_of_a_long_error_are_found_quickly(body: bytes) -> None:
    began = time.thread_time()
    words = server_words(answer(body, 500, content_type="text/html" if body[:1] == b"<" else ""))
    assert time.thread_time() - began < 1
    assert sum(map(len, words)) < 6000


@pytest.mark.parametrize("depth", [900, 1000, 5000, 100_000])
def test_an_error_that_is_nested_deeply_has_words_or_none_and_ends_no_run(depth: int) -> None:
    assert all("deep" in word or "[[[" in word for word in server_words(answer(_nested(depth), 422)))


def test_every_name_can_be_written_to_a_file() -> None:
    body = b'{"aws_accounts": [{"id": 1, "name": "a\\ud800b"}, {"id": 2, "name": "' + b"x" * 200_000 + b'"}]}'
    first, second = wire.parse_accounts(answer(body)).items
    assert first.name == "a\ufffdb"
    assert second.name == "x" * 500 + "…"


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "NaN", "-Infinity"])
def test_nothing_else_is_taken_for_an_id(number: str) -> None:
    with pytest.raises(MalformedAnswer):
        wire.parse_linkage(answer(f'{{"id": {number}, "govcloud_acct": 1, "commercial_acct": 2}}'.encode()))


def test_a_login_page_is_recognized() -> None:
    form = b"<html><body><form><input type='password'></form></body></html>"
    assert answer(form).is_login_page
    assert answer(b"Please sign in", content_type="text/html").is_login_page
    assert not answer({"name": "sign in"}).is_login_page
    assert not answer(b"<html>502</html>").is_login_page


@given(st.binary(max_size=200), st.integers(100, 599))
def test_no_body_breaks_the_reader(body: bytes, status: int) -> None:
    given_answer = answer(body, status)
    assert all(word and word.isprintable() for word in server_words(given_answer))
    for parse in (wire.parse_linkage, wire.parse_linkages, wire.parse_accounts, wire.parse_customers):
        with suppress(MalformedAnswer):
            parse(given_answer)
