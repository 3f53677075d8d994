def write_digests(*, at): return 0
