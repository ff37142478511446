"""What is drawn and written of the results. Pure but for `draw`."""
