tagged_alu.v
