"""Claims about speed, memory and timing, measured: `python -m benchmarks`."""
