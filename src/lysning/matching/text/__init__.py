"""The Danish analyser: text in, weighted terms with places out. Pure Python; nothing here knows Django."""
