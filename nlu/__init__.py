"""The understanding box: words in, intents out. Runs on Python 3.10 beside Rasa, and nowhere else."""
