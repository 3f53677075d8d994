"""What matching decides, pure: which service areas a text is about, which posts it concerns, how much, and why."""
