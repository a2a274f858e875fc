"""What runs leave on disk: folders, journals, snapshots and manifests; how to find them again and when to let go."""
