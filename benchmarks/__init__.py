"""What this library costs beside what one would use without it: `python -m benchmarks`."""
