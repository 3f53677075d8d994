"""Pages that span rooms: one function each, with a fixed number of queries."""
