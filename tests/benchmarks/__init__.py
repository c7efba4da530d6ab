"""Benchmarks: `python -m tests.benchmarks` (with --quick for a first look). Not collected by pytest.

Every figure stands beside a peer measured in the same run on the same machine: only the ratios travel.
"""
