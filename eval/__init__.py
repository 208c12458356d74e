"""Accuracy: our own table of cases, the corpora beside the project, and the floors below which nothing lands."""
