"""Classes: who teaches, who learns, who may see what."""
