"""Where the time of what misses its target goes: `python -m benchmarks.profiles NAME` writes NAME.txt in here.

cProfile slows Python functions down and C functions hardly, so the shares lean towards Python code; the
benchmarks say what something costs, this says where to look.
"""
