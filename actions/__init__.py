"""Custom actions: read slots, call the rules, answer with an utter_ name; one file per topic."""
