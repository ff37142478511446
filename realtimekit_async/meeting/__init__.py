"""The meeting object in Python: speak, listen, chat, poll, admit."""
