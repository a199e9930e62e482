"""Publishing: a selection of an archive as a folder of files that any web host can serve."""

from archive.publishing.run import Published, Site, publish, require_free

__all__ = ["Published", "Site", "publish", "require_free"]
