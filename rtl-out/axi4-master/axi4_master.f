axi4_master.v
