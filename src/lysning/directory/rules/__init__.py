"""The pure part of the directory: names, numbers and what a list of posts must look like."""

from lysning.directory.rules.names import MunicipalityName, MunicipalityNames, NameMatch, slug_of
from lysning.directory.rules.numbers import is_cvr_number

__all__ = ["MunicipalityName", "MunicipalityNames", "NameMatch", "is_cvr_number", "slug_of"]
