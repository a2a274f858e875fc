"""govlink: link AWS GovCloud accounts in CloudHealth to the commercial accounts that they are billed through."""

__version__ = "0.2.0"
