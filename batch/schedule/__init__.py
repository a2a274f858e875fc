"""A job that another program starts, time and again: its words and times become that program's text; pure."""
