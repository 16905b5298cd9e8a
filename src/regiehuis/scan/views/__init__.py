"""Pages of the scan, one subject a file."""

from . import scans

__all__ = ["scans"]
