"""Performance of a running deployment, beside a vanilla Rasa project where a comparison is meant."""
