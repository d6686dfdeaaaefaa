"""The assistant that a stock Rasa project gives, to measure Radline against: bench/speed/."""
