"""Writing a library: facts and questions as drafts with their history, and publishing them."""
