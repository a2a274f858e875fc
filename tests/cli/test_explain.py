"""`govlink explain`: the meaning of codes, for people and for programs."""

import json

from program import Govlink

from batch.rules.registry import FAMILIES, RULES


def test_a_code_is_explained_with_its_meaning_and_its_remedy(called: Govlink) -> None:
    ran = called("explain", "v103")
    assert ran.code == 0
    told = " ".join(ran.out.split())
    code = RULES["V103"]
    assert told.startswith("V103 scientific-notation (error)")
    assert code.meaning in told
    assert f"What to do: {code.remedy}" in told


def test_an_example_shows_its_files_and_cloudhealth_before_its_command_and_the_right_one_what_differs(
    called: Govlink,
) -> None:
    _, examples = called("explain", "A101").out.split("  Wrong:\n")
    assert (
        examples
        == """\
    mapping.csv:
      client_api_id,commercial_acct_id,govcloud_acct_id
      4001,102,110
    CloudHealth:
      customers:
        - id: 4001
          accounts:
            - {id: 101, region: govcloud}
            - {id: 102, region: global}
    $ govlink plan mapping.csv

  Right (with the same CloudHealth):
    mapping.csv:
      client_api_id,commercial_acct_id,govcloud_acct_id
      4001,102,101
    $ govlink plan mapping.csv
"""
    )


def test_a_long_example_shows_how_often_its_last_character_is_repeated(called: Govlink) -> None:
    shown = called("explain", "F116").out
    assert "note: […\n    $ govlink check mapping.yaml   # … is 60 more of the character before it\n" in shown


def test_an_example_in_utf_16_is_shown_as_text(called: Govlink) -> None:
    assert "      client_api_id,commercial_owner_id,govcloud_owner_id\n" in called("explain", "F107").out


def test_a_command_in_an_explanation_is_never_broken_at_its_hyphens(called: Govlink) -> None:
    assert "`aws account get-gov-cloud-account-information`" in " ".join(called("explain", "A203").out.split())


def test_a_code_is_found_by_its_name_too(called: Govlink) -> None:
    assert called("explain", "lost-leading-zeros").out == called("explain", "V104").out


def test_the_codes_of_a_report_line_are_explained_in_their_order(called: Govlink) -> None:
    ran = called("explain", "X101", "V103")
    assert [line.split()[0] for line in ran.out.splitlines() if line and line[0] != " "] == ["X101", "V103"]


def test_without_a_code_every_one_is_listed_once_under_its_family(called: Govlink) -> None:
    listed = called("explain").out.splitlines()
    assert [line.split()[0] for line in listed if line.startswith("  ")] == list(RULES)
    assert {code[0] for code in RULES} == set(FAMILIES)


def test_an_unknown_code_is_refused_with_the_name_that_is_probably_meant(called: Govlink) -> None:
    ran = called("explain", "lost-zeros")
    assert ran.code == 2
    assert "did you mean lost-leading-zeros?" in ran.err
    assert "there is no code V999; `govlink explain` lists them all" in called("explain", "V103", "V999").err


def test_a_status_is_not_taken_for_a_misspelled_code(called: Govlink) -> None:
    ran = called("explain", "conflict")
    assert ran.code == 2
    assert "conflict is a row's status" in ran.err
    assert "`govlink guide results`" in ran.err


def test_programs_get_all_codes_or_those_that_they_ask_for(called: Govlink) -> None:
    assert [code["id"] for code in json.loads(called("explain", "--format", "json").out)] == list(RULES)
    (code,) = json.loads(called("explain", "D121", "--format", "json").out)
    assert {part: code[part] for part in ("id", "name", "severity", "meaning", "remedy")} == {
        "id": "D121",
        "name": "accepted",
        "severity": "note",
        "meaning": RULES["D121"].meaning,
        "remedy": RULES["D121"].remedy,
    }
