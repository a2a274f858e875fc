"""One run from its settings to its exit code: the order of the stages and the decisions between them."""
