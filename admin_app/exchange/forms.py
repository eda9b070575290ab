"""The form that takes a file to import."""

from __future__ import annotations

from wtforms import FileField

from admin_app.desk.forms import DeskForm

MIB = 1024 * 1024
LARGEST_UPLOAD = 256 * MIB


class ImportForm(DeskForm):
    """A WordPress export."""

    file = FileField(
        "WordPress export",
        description=(
            "The .xml file that WordPress writes under Tools, Export, “All content”, up to "
            f"{LARGEST_UPLOAD // MIB} MB. Nothing is stored unless the whole file can be read, "
            "and the import can be undone as a whole."
        ),
        render_kw={"accept": ".xml,text/xml,application/xml", "required": True},
    )
