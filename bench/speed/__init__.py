"""Radline beside stock Rasa and beside servers that do not think, on one machine in one go: make bench"""
