"""Steering over HTTP, below `/_emulator/`: everything a test in this process can do, from any language."""
