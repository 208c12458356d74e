"""Accuracy: our own cases, the corpora beside the project, and the floors below which nothing lands."""
