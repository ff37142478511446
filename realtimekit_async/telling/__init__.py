"""Events on their way from a live meeting to those who want them: what agents and meetings share."""
