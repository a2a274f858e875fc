"""The embedded stand-in for CloudHealth, written from the API's documents alone; it is not CloudHealth."""
