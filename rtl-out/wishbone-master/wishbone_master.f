wishbone_master.v
