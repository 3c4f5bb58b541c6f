inline_cache.v
