"""The linkages that exist, as a mapping: its rows, and the text of its file; pure."""

from batch.export.linkages import Exported, mapping_of
from batch.export.text import as_csv, as_yaml

__all__ = ["Exported", "as_csv", "as_yaml", "mapping_of"]
