"""Lysning: the innovation community of Denmark's 98 municipalities."""

__version__ = "0.1.0"
