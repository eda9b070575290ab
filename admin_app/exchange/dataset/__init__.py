"""A blog as a folder of CSV files: for trying the product at size, and for moving plain data in."""
