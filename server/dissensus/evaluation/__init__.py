"""Evaluate SPARQL from outside, in processes that can be killed.

A web process asks the *broker* over a Unix socket. The broker keeps one
*zygote* per release, which holds the store and forks *workers*; a worker
writes its answer straight into the asker's connection. Workers have no
network, a limit on memory and a deadline that nothing can talk its way out of.
What a query asks of other endpoints, a *fetcher* asks before a worker begins.
"""
