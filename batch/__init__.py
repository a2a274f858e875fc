"""govlink: link AWS GovCloud accounts to the commercial accounts that carry their bill, in CloudHealth."""

__version__ = "0.2.0"
