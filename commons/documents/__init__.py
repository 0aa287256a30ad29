"""Documents to take home: what one says (``paper``), and how it becomes a file (``files``)."""
