"""How fast Baton is, as ratios to floors measured in the same run. `python -m benchmarks [--short] [NAME ...]`."""
