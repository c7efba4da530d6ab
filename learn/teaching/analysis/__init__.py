"""Item analysis: which questions of a quiz tell who knows more, and which are bad. Pure.

numbers: correlation and its kin; items: a question and its options; quiz: all of it; advice: what follows.

What each is by: "Quiz statistics calculations" of Moodle's developer documentation,
https://docs.moodle.org/dev/Quiz_statistics_calculations, and the code that it describes
(question/classes/statistics/questions/calculator.php).
"""
