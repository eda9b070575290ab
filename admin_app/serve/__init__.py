"""`python -m admin_app.serve`: the whole product in one process tree, from an empty folder on.

Claims the address, checks the instance folder, keeps a secret key there, brings the database up to
date (with the demo site, if nobody has an account yet), and then keeps two children running: the
web server and the outbox worker.
"""
