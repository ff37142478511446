"""The HTTP server in front of the world."""
