"""The texts about a mapping and its columns in a mapping to start from, for all formats."""

from batch.mapping.rows import COLUMNS

ABOUT = "Each row links a GovCloud account to the commercial account that it is billed through."

MEANINGS = {
    "client_api_id": "the customer's id in CloudHealth (govlink customers lists them)",
    "customer_name": "optional: your name for the customer (it is compared with CloudHealth's name)",
    "commercial_acct_id": "instead of the number: the commercial account's id in CloudHealth",
    "commercial_owner_id": "the commercial account's AWS number: 12 digits including leading zeros",
    "govcloud_acct_id": "instead of the number: the GovCloud account's id in CloudHealth",
    "govcloud_owner_id": "the GovCloud account's AWS number: 12 digits including leading zeros",
}
"""The meaning of each column that govlink understands."""

STARTED_WITH = tuple(column for column in COLUMNS if not column.endswith("_acct_id"))
"""The columns of a mapping to start from: people have AWS account numbers, and CloudHealth ids differ by tenant."""

FURTHER = (
    "If you don't have the customers' ids: leave client_api_id empty and run govlink fix --find-customers.",
    "If all rows have the same customer: leave client_api_id out and give --client-api-id ID.",
    "If the API key belongs to a customer without tenants: leave it out and give --direct-customer.",
    "Any other column is your own: it comes back in every report.",
)

EXAMPLE = {
    "client_api_id": "4001",
    "customer_name": "Acme Corp",
    "commercial_owner_id": "111122223333",
    "govcloud_owner_id": "444455556666",
}
"""A row with numbers from AWS's documentation: if it is left in, a check warns of it."""
