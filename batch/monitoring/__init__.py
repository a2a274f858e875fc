"""What monitoring is told of a run; its failure is a warning, never the run's result."""
