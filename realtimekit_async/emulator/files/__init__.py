"""The files that links lead to, and the host they lie on."""
