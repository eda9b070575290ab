"""Forms of the desk, and their fields."""

from admin_app.desk.forms.fields import (
    ChoiceField,
    DayField,
    LineField,
    MomentField,
    NamesField,
    ReferenceField,
)
from admin_app.desk.forms.form import DeskForm, cleaned, hang
from admin_app.desk.forms.scaffold import Scaffold

__all__ = [
    "ChoiceField",
    "DayField",
    "DeskForm",
    "LineField",
    "MomentField",
    "NamesField",
    "ReferenceField",
    "Scaffold",
    "cleaned",
    "hang",
]
