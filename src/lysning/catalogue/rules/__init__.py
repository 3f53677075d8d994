"""The catalogue's decisions, pure: what is asked and missing, prices, texts, versions, pictures."""
