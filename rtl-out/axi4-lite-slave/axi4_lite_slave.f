axi4_lite_slave.v
