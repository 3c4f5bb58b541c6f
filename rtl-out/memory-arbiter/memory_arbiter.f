memory_arbiter.v
