"""Every select of import and export."""
