allocator.v
