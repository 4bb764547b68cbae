"""The one collector of this process: actors hand it ids, whoever ends the process stops it."""

from workforce.offers.sources.collecting import Collector

COLLECTOR = Collector()
