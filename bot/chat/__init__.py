"""A conversation: inbox, turns, owner, routing, outbox."""
