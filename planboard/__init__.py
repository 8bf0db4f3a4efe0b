"""Shows whether a public work plan is being delivered, and the progress behind every figure."""
