"""Learning sites from their own pages: what captures teach, the models, texts read anew by them.

After a crawl and after an import (``run.learned``), never while a capture is kept.
"""
