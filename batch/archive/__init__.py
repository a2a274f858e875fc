"""What runs leave on disk: folders, journals, snapshots, and manifests; how to find and when to remove them."""
