"""What a need's pages show of other rooms: advice while it is written, what is like it, and its trace."""
