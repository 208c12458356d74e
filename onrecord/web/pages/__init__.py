"""The pages. Each module has a ``router``."""
