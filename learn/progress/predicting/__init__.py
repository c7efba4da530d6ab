"""How well recall could have been told beforehand, by several methods. Pure: no Django, no clock.

answers: what a log comes to, answer by answer; predictors: the methods; metrics: how near they come; comparison: all of
them over one log.
"""
