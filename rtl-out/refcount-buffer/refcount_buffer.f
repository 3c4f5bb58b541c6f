refcount_buffer.v
