"""How long to hold back, and who waits for whom."""
