"""The pages of the room: reading (here), writing, co-signing, supporting, answering, joining."""
