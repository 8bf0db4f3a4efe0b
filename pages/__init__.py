"""The pages of the dashboard: most files are one page and open with the question it answers."""
