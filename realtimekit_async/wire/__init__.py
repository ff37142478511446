"""Values ⇄ bytes: calls and answers, and how odd ones are read. Pure."""
