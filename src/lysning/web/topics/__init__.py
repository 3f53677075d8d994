"""The operator's editor of topics: its pages show what the rooms above the taxonomy hang on a topic, so they live in web."""
