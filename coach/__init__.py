"""Coach turns a written bodywork routine into timed spoken cues, breaths and chimes."""

__version__ = "0.1.0"
