"""Receiving: a price catalogue a partner sends becomes ours by itself, where that was agreed, and as far as it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gateway.application.catalogue.importing import Given, apply, plan
from gateway.application.catalogue.price_catalogues import rows_of
from gateway.application.catalogue.rows import ImportRow
from gateway.application.keeping import keep
from gateway.application.ports import UnitOfWork
from gateway.application.records import DocumentRecord, Job, NewJob
from gateway.application.services import Services
from gateway.domain.canonical import loads
from gateway.domain.findings import Finding, find
from gateway.domain.price_catalogues import PriceCatalogue
from gateway.errors import NotFound
from gateway.profiles.inventory import CatalogueFrom

KIND = "price-catalogue"
WRONG = "something in it is wrong: nothing of it was taken"


def catalogue_job(partner: str, document: str) -> NewJob:
    """Return the job that takes a price catalogue in, after those that came before it."""
    return NewJob(
        kind=KIND, ref=document, dedupe=f"{KIND}:{document}", lane=f"{partner}:catalogue", partner=partner
    )


def take_catalogue(services: Services, work: UnitOfWork, job: Job) -> Iterable[NewJob]:
    """Do what a partner's price catalogue says, all of it or, where anything in it is wrong, nothing; raises NotFound."""
    record = work.documents.get(job.ref, lock=True)
    agreed = services.directory.get(record.partner).catalogue_from
    if agreed is None:
        raise NotFound(f"{record.partner} may not change our catalogue")
    findings: list[Finding] = []
    rows = tuple(_taken(work, rows_of(loads(PriceCatalogue, record.canonical)), agreed, findings))
    given = Given(rows=rows, price_list=agreed.price_list, currency=agreed.currency)
    planned = apply(services, work, plan(services, work, given), source=record.id, actor=record.partner)
    record = _with(work, record, (*findings, *planned.findings))
    if planned.refused:
        keep(services, work, record, WRONG)
    return ()


def _taken(
    work: UnitOfWork, rows: Iterable[ImportRow], agreed: CatalogueFrom, findings: list[Finding]
) -> Iterator[ImportRow]:
    """Yield the rows of items the partner may change; say which it may not."""
    read = list(rows)
    known = work.items.get_many({one.cells.get("sku", "") for one in read})
    for row in read:
        sku = row.cells.get("sku", "")
        if agreed.items == "any" or sku in known:
            yield row
        elif row.cells.keys() - {"sku"}:
            findings.append(find("catalogue.item-not-agreed", path=f"{row.at}.identifiers", value_seen=sku))


def _with(work: UnitOfWork, record: DocumentRecord, findings: Sequence[Finding]) -> DocumentRecord:
    """Keep with the document what was found in it."""
    fresh = tuple(one for one in dict.fromkeys(findings) if one not in record.findings)
    if not fresh:
        return record
    known = replace(record, findings=(*record.findings, *fresh))
    work.documents.update(known)
    return known
