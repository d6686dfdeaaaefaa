"""How cost grows: with callers, with the directory, with requests stored. python -m bench.growth"""
