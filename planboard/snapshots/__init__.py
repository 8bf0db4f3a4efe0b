"""What is published, on disk: whole revisions with manifests and hashes, written once, read as far as they hold."""
