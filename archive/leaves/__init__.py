"""Pages of saved PDFs as pictures, drawn by PDFium in a process beside with limits."""
