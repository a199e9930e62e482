"""The index of captures as CDX servers tell it: queries, and the lines they are answered by."""
