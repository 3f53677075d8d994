"""What runs Lysning: the database supervisor, the parent process, set-up, health. See README.md in this folder."""
