"""Measurements that decisions rest on."""
