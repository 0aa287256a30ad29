"""The relay: members of an exchange take turns in writing, stage by stage, a day or two for each."""
