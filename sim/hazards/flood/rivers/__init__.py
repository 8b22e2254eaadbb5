"""Rivers: catchments, runoff, reservoirs, flood waves and the stage they reach."""
