"""A page's tables as CSV files: the page's own address with ?csv= and the table's uid."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from learn.accounts.tables import csv_lines
from learn.progress.charts import Table


def asked_for(request: HttpRequest, tables: Iterable[Table]) -> HttpResponseBase | None:
    """The table that the address asks for, as a CSV file; None where it asks for none.

    Raises Http404 for one that the page does not have.
    """
    if "csv" not in request.GET:
        return None
    table = next((table for table in tables if table.uid == request.GET["csv"]), None)
    if table is None:
        raise Http404
    response = StreamingHttpResponse(csv_lines(table.heads, table.rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="osteon-{table.uid}.csv"'
    return response
