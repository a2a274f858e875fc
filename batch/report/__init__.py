"""Reports: renderings of a run's plan and journal, and nothing else."""
