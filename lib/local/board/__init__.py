"""The demo job board: an invented labour market behind the pages of a real one."""
