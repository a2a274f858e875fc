"""What the examples of rules about CloudHealth share: a mapping of one row, and the customer of its two accounts."""

HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"
ROW = f"{HEADER}4001,102,101\n"

PAIR = """\
customers:
  - id: 4001
    accounts:
      - {id: 101, region: govcloud}
      - {id: 102, region: global}
"""
LINKED = f"""\
{PAIR}\
    linkages:
      - {{govcloud: 101, commercial: 102}}
"""
TWO_PAIRS = f"""\
{PAIR}\
      - {{id: 103, region: govcloud}}
      - {{id: 104, region: global}}
"""
