"""The Image Library's desk: the pages on which its staff work the requests."""
