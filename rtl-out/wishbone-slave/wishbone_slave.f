wishbone_slave.v
