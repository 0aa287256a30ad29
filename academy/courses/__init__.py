"""What a course is made of and how it goes: packs, topics, phases."""
