"""The best pairs and small groups across two blocs, with reasons. This package does not read the database.

people      delegates as input          weights    weights, topics and window of a round
matrix      the worth of every pair     worth      the worth of one pair, part by part
interest    what two have to talk about: marks, offers and needs across
sets        sets of names as rows of numbers
matching    the best pairs and trios    merging    groups of three and four from pairs
reseating   local search for groups     table      both sides with worths and rules
prices      what a wish costs: the best groups with it and without it
repairing   the fewest changes to published groups
reasons     the facts, and their words
proposals   the entry point: from delegates to groups, and their JSON
"""
