"""Data sets on a web or WebDAV server: fetched as they are needed, kept in a cache, usable offline afterwards.

address → where, credentials → with which token, link → the connection, transfer → one file, parallel → several,
cache → where they are kept, source → what a `Store` calls, opening → from an address to a `Store`.
"""
