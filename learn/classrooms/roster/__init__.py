"""Reading a roster from a file that a spreadsheet or a school's system wrote. Pure: no Django, no words for people.

A file becomes text (decoding), the text a table of cells (tables), the table a Sheet of Persons and Problems (sheets),
and that, held against who is in the class, a Comparison (comparing). What is wrong is a code with values; it is worded
in learn.classrooms.roster_words.
"""
