gc_marker.v
