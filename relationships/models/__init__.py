"""How we stand with an account."""

from relationships.models.coverage import Coverage, CoverageStandard
from relationships.models.rhythm import Rhythm
from relationships.models.visit import Visit, VisitContact

__all__ = ["Coverage", "CoverageStandard", "Rhythm", "Visit", "VisitContact"]
