"""Jobs that another program starts regularly: turns their words and times into that program's text; pure."""
