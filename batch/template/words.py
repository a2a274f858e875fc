"""What a mapping to start from says of itself and of its columns, in whatever format."""

from batch.mapping.rows import COLUMNS

ABOUT = "Each row links a GovCloud account to the commercial account that carries its bill."

MEANINGS = {
    "client_api_id": "the customer's id in CloudHealth (govlink customers lists them)",
    "customer_name": "optional: what you call the customer (it is compared with CloudHealth's name)",
    "commercial_acct_id": "in place of the number: the commercial account's id in CloudHealth",
    "commercial_owner_id": "the commercial account's AWS number: 12 digits including the zeros that it begins with",
    "govcloud_acct_id": "in place of the number: the GovCloud account's id in CloudHealth",
    "govcloud_owner_id": "the GovCloud account's AWS number: 12 digits likewise",
}
"""Of each column that govlink understands."""

STARTED_WITH = tuple(column for column in COLUMNS if not column.endswith("_acct_id"))
"""The columns of a mapping to start from: people have AWS's numbers, and CloudHealth's ids differ by tenant."""

FURTHER = (
    "Leave client_api_id empty where you don't have the ids and run govlink fix --find-customers.",
    "Leave client_api_id out where one customer has all rows and give --client-api-id ID.",
    "Leave it out where the API key belongs to a customer without tenants and give --direct-customer.",
    "Any other column is your own: it comes back in every report.",
)

EXAMPLE = {
    "client_api_id": "4001",
    "customer_name": "Acme Corp",
    "commercial_owner_id": "111122223333",
    "govcloud_owner_id": "444455556666",
}
"""A row with numbers of AWS's documentation: where it is left in, a check warns of it."""
