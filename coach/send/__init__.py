"""Sending: a few sound files shared on the local network, by one link, for a short time."""

from __future__ import annotations

from coach.send.sending import MINUTES, Ending, Sending, send

__all__ = ["MINUTES", "Ending", "Sending", "send"]
