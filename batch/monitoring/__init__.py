"""What monitoring gets to know of a run; its failure is a warning, never the run's result."""
