"""Forms of the desk, and their fields."""

from admin_app.desk.forms.fields import (
    ChoiceField,
    DayField,
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
    "MomentField",
    "NamesField",
    "ReferenceField",
    "Scaffold",
    "cleaned",
    "hang",
]
