"""The image-release request after the talk: its letter, and the page on which a patient signs it."""
