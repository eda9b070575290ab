"""What readers may see: only what is live, each list along its index."""
