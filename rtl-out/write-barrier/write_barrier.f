write_barrier.v
