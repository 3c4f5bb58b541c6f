dispatch_unit.v
