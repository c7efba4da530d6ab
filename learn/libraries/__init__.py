"""Whose content is whose: libraries of facts and questions, who writes them, which classes they are open to."""
