"""The jobs people run, each beside what they would use instead."""
