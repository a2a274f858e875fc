"""The only package about CloudHealth's API itself: its wire format, its limits, and how it fails."""
