"""A score for spam that learns from the decisions of moderators, here and with no service.

A linear model over words, parts of words and signs. It is a function of the stored decisions
alone: taking one back and training again gives the model that would have been.
"""

from admin_app.readers.spam.features import Features, features_of
from admin_app.readers.spam.model import THRESHOLD, Model, Reason
from admin_app.readers.spam.training import Lesson, train

__all__ = ["THRESHOLD", "Features", "Lesson", "Model", "Reason", "features_of", "train"]
