gc_sweeper.v
