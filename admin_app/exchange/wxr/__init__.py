"""WordPress's export format, WXR: RSS 2.0 with elements of its own.

There is no written standard; the form is that of WordPress's `wp-admin/includes/export.php`
(versions 1.0 to 1.2 differ only in the name of the namespace).
"""
