"""The xiaoxiu command."""
