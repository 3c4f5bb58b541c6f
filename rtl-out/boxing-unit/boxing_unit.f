tagged_alu.v
boxing_unit.v
