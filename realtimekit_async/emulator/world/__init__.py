"""What exists in the emulator, and nothing of how it is asked for."""
