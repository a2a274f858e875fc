"""Every kind of problem that govlink knows: what it means and what to do about it.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts, L linkages
(found by comparing with CloudHealth); D drift (found by an audit); S sending (found while submitting). A code is never
reused for another meaning. Each family is a module, so that a check loads its own alone; `registry` has them all.
"""
