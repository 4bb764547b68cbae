"""The commands about the work itself: imports, feeds, offers, alerts, the clock played forward."""
