"""A page as a document: the blocks it consists of, and what writes them."""
