"""The front door: customer API, sockets, health and the turn dispatcher."""
