"""Who is meant, through whom, when and where."""
