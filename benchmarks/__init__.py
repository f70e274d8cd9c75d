"""Side-by-side benchmarks: this package's solver and plain compact models, same data, same machine."""
