"""Publishing in three steps: the pages span the catalogue, matching and the map, so they live in web."""
