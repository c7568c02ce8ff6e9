"""What Prometheus asks for: how the gateway stands, read from the database when it asks, and how requests went here."""

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import datetime
from threading import Lock

import prometheus_client
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from gateway.application.as2 import keys
from gateway.application.expecting import ACKNOWLEDGEMENT
from gateway.application.operating.tallying import SETTLED, Sort, counted, sort_of
from gateway.application.ports import UnitOfWork
from gateway.bootstrap import Gateway
from gateway.entrypoints.machine import disk_free

CONTENT_TYPE = prometheus_client.CONTENT_TYPE_LATEST
BUCKETS = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)


class Meters:
    """The metrics of one process."""

    def __init__(self, gateway: Gateway) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(Standing(gateway))
        self._requests = Histogram(
            "gateway_http_request_seconds",
            "How long requests took in this process.",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def took(self, method: str, route: str, status: int, seconds: float) -> None:
        """Note a request that was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def text(self) -> bytes:
        """Return all of them as Prometheus reads them."""
        return prometheus_client.generate_latest(self._registry)


class Standing(Collector):
    """How the gateway stands, from the database; every process tells the same, so one of them is asked."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._counted: Tally[Sort] = Tally()
        self._until: datetime | None = None
        self._lock = Lock()

    def describe(self) -> list[Metric]:
        """Return nothing: what there is to tell is known when somebody asks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every metric as it stands now."""
        services = self._gateway.services
        now = services.clock.now()
        with self._gateway.store.read() as work:
            yield self._documents(work, now)
            yield from _owed(work, now)
            yield from _work(work, now)
            yield _states(work)
            yield self._channels(work)
            yield _certificates(self._gateway, work, now)
            yield _alerts(work)
            yield _audit(work)
        yield GaugeMetricFamily(
            "gateway_disk_free_bytes",
            "Free where the data folder lies.",
            value=disk_free(self._gateway.settings.data_dir),
        )

    def _documents(self, work: UnitOfWork, now: datetime) -> Metric:
        with self._lock:
            until = now - SETTLED
            if self._until is None:
                kept, self._until = work.operations.kept_counts()
                self._counted.update({sort_of(one): one.count for one in kept})
            self._counted += counted(work, self._until, until)
            self._until = max(until, self._until or until)
            found = sorted(self._counted.items())
        metric = CounterMetricFamily(
            "gateway_documents",
            "Transaction sets exchanged.",
            labels=("direction", "type", "partner", "result"),
        )
        for labels, count in found:
            metric.add_metric(labels, count)
        return metric

    def _channels(self, work: UnitOfWork) -> Metric:
        shut = {one.partner for one in work.circuits.all() if one.opened_at is not None}
        metric = GaugeMetricFamily(
            "gateway_channel_up", "Whether a partner was reached last time.", labels=("partner",)
        )
        for profile in self._gateway.services.directory.all():
            metric.add_metric((profile.code,), float(profile.code not in shut))
        return metric


def _owed(work: UnitOfWork, now: datetime) -> Iterator[Metric]:
    late = GaugeMetricFamily("gateway_ack_overdue", "Acknowledgements that are late.", labels=("partner",))
    left = GaugeMetricFamily(
        "gateway_sla_seconds",
        "Until the next deadline; less than nothing is late.",
        labels=("kind", "partner"),
    )
    count: Tally[str] = Tally()
    next_at: dict[tuple[str, str], datetime] = {}
    for one in work.operations.owed():
        if one.kind == ACKNOWLEDGEMENT and one.state == "overdue":
            count[one.partner] += one.count
        at = next_at.setdefault((one.kind, one.partner), one.due_at)
        next_at[one.kind, one.partner] = min(at, one.due_at)
    for partner, many in sorted(count.items()):
        late.add_metric((partner,), many)
    for labels, at in sorted(next_at.items()):
        left.add_metric(labels, (at - now).total_seconds())
    yield late
    yield left


def _work(work: UnitOfWork, now: datetime) -> Iterator[Metric]:
    depth = GaugeMetricFamily("gateway_queue_depth", "Work that waits, due or not.", labels=("kind",))
    age = GaugeMetricFamily("gateway_queue_oldest_seconds", "Age of the oldest that waits.", labels=("kind",))
    for one in work.operations.queues():
        depth.add_metric((one.kind,), one.waiting)
        age.add_metric((one.kind,), (now - one.oldest_at).total_seconds())
    yield depth
    yield age
    yield GaugeMetricFamily("gateway_dead_letters", "Work that was given up.", value=work.jobs.dead_count())


def _states(work: UnitOfWork) -> Metric:
    metric = GaugeMetricFamily("gateway_orders", "Orders under way, by state.", labels=("state",))
    for state, count in sorted(work.operations.orders_under_way().items()):
        metric.add_metric((state,), count)
    return metric


def _certificates(gateway: Gateway, work: UnitOfWork, now: datetime) -> Metric:
    metric = GaugeMetricFamily(
        "gateway_cert_expiry_seconds", "Until a certificate ends.", labels=("owner", "source", "fingerprint")
    )
    for one in keys.listed(gateway.services, work):
        labels = (one.owner, one.source, one.certificate.fingerprint[:16])
        metric.add_metric(labels, (one.ends_at() - now).total_seconds())
    return metric


def _alerts(work: UnitOfWork) -> Metric:
    metric = GaugeMetricFamily(
        "gateway_alerts",
        "What needs a person: `open` as long as nobody has taken it.",
        labels=("kind", "severity", "state"),
    )
    for labels, count in sorted(work.alerts.counts().items()):
        metric.add_metric(labels, count)
    return metric


def _audit(work: UnitOfWork) -> Metric:
    last = work.seals.last()
    return GaugeMetricFamily(
        "gateway_audit_sealed", "Lines of the audit trail that are sealed.", value=last.seq if last else 0
    )
