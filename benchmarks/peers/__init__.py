"""The servers that are compared, one file each; `PEERS` has them in the order of the table."""

from benchmarks.peers.bare import Bare
from benchmarks.peers.datasette import Datasette
from benchmarks.peers.json_server import JsonServer
from benchmarks.peers.ours import Ours
from benchmarks.peers.peer import NotInstalledError as NotInstalledError
from benchmarks.peers.peer import Peer as Peer
from benchmarks.peers.roapi import Roapi
from benchmarks.peers.tutorial import Tutorial

PEERS: dict[str, type[Peer]] = {peer.name: peer for peer in (Ours, Tutorial, Datasette, Roapi, JsonServer, Bare)}
