"""What keeps the record safe from those who read it and from what is read."""
