"""Side-by-side programs: how fast deepkit is, as ratios on the same machine in the same run."""
