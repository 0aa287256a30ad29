"""Who meets whom: the best pairs and small groups across two blocs, and why. No database here.

people      who can be paired           weights    what a round values, and its window
matrix      the worth of every pair     worth      the worth of one pair, part by part
matching    the best pairs and trios    merging    groups of three and four from pairs
reseating   groups made better          table      both sides at one table
reasons     why, in words
proposals   the door: from delegates to groups, and their JSON
"""
