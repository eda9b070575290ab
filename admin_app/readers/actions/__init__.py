"""What is done to comments; nothing here commits."""
