"""Where the servers of the command listen unless told otherwise.

Both ports are assigned to nobody, below those that systems hand out for outgoing connections (from 32768 on), and
no tool for the web is known to use them; 785 is RTK on a telephone.
"""

EMULATOR = 21785
WEBHOOKS = 21786
