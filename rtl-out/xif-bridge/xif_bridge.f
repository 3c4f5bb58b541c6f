xif_bridge.v
