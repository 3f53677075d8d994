"""Texts to vectors, so that texts of one meaning lie near each other whatever their words. Pure, and optional."""

from lysning.matching.dense.encoder import Encoder, Passage, Vector, available_encoder, why_no_encoder

__all__ = ["Encoder", "Passage", "Vector", "available_encoder", "why_no_encoder"]
