"""The memory: SQLAlchemy tables and queries, one noun a file."""
