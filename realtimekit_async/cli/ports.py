"""Where the servers of the command listen unless told otherwise, and where they are reached.

Both ports are assigned to nobody, below those that systems hand out for outgoing connections (from 32768 on), and
no tool for the web is known to use them; 785 is RTK on a telephone.
"""

EMULATOR = 21785
WEBHOOKS = 21786


def origin(host: str, port: int) -> str:
    """Return where a server of this machine is reached; an address of IPv6 stands in brackets there."""
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{name}:{port}"
