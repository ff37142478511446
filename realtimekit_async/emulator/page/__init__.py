"""The emulator's page for people: what there is and what happens, live, asked for below `/_emulator/`."""
