"""The talk: what is heard, what it means, what is answered."""
