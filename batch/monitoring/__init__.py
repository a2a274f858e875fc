"""Reports runs to monitoring; a failure to do so is a warning and never changes the run's result."""
