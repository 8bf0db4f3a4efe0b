"""Published snapshots on disk: revisions with a manifest and hashes, written once and verified whenever read."""
