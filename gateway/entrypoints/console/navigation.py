"""Where one can go in the console: pages in groups, in the order of a day's work."""

from gateway.entrypoints.console.languages import mark

NAVIGATION = (
    (
        mark("Work"),
        (
            ("/", mark("Overview")),
            ("/alerts", mark("Alerts")),
            ("/orders", mark("Orders")),
            ("/requests", mark("Requests")),
            ("/visits", mark("Visits")),
        ),
    ),
    (
        mark("Exchange"),
        (
            ("/documents", mark("Documents")),
            ("/transmissions", mark("Transmissions")),
            ("/deliveries", mark("Deliveries")),
            ("/acknowledgements", mark("Acknowledgements")),
        ),
    ),
    (
        mark("Desk"),
        (
            ("/stock", mark("Stock")),
            ("/rules", mark("Rules")),
            ("/accounts", mark("Accounts")),
            ("/measures", mark("Measures")),
        ),
    ),
    (
        mark("Agreements"),
        (("/partners", mark("Partners")), ("/maps", mark("Maps")), ("/config", mark("Configuration"))),
    ),
    (
        mark("Running"),
        (
            ("/system", mark("System")),
            ("/audit", mark("Audit")),
            ("/developers", mark("Developers")),
            ("/users", mark("Users")),
        ),
    ),
)
"""Groups of (path, what it is called)."""
