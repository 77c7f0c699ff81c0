using System.ComponentModel;
using System.Globalization;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Governance.Portal.Administration.Audit;

/// <summary>The audit log over HTTP.</summary>
internal static class AuditApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").RequirePermission(Permission.ReadAudit).WithTags("Audit");
        audit
            .MapGet("/entries", ListAsync)
            .WithName("ListAuditEntries")
            .WithSummary("Read the audit log")
            .WithDescription(
                "Entries in order from the index given. `leaf` is the exact canonical JSON (RFC 8785) in base64; its RFC 6962 "
                    + "leaf hash is `leafHash`; `event` is the same entry in readable form. Filters narrow the list but keep "
                    + "its order. Example: ?from=0&limit=100"
            )
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(422);
        audit
            .MapGet("/entries/export", ExportAsync)
            .WithName("ExportAuditEntries")
            .WithSummary("Download a list of log entries")
            .WithDescription(
                "The filtered log as it is now, oldest first, as csv or json. The file proves nothing on its own; for proof, use receipts "
                    + "or the export of the whole log. Example: "
                    + "?format=csv&subject=APR-0001"
            )
            .Produces(200, contentType: "text/csv")
            .Produces<IEnumerable<AuditEntryView>>(200, "application/json")
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(422);
        audit
            .MapGet("/entries/{index:long}/package", PackageAsync)
            .WithName("DownloadAuditEntry")
            .WithSummary("Download an entry and its proof")
            .WithDescription(
                "A ZIP file with the entry's exact bytes (entry-N.json) and, when a signed checkpoint covers it, its receipt "
                    + "(entry-N.tlog-proof)."
            )
            .Produces(200, contentType: "application/zip")
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<ApiPage<AuditEntryView>>, ProblemHttpResult>> ListAsync(
        [Description("Index of the first entry; 0 when absent")] long? from,
        [AsParameters] ListQuery list,
        [AsParameters] AuditQuery query,
        ListAuditEntries entries,
        CancellationToken ct
    )
    {
        var take = list.Take();
        if (take.Refusal is { } limit)
        {
            return limit.ToProblem();
        }

        var filter = AuditFilter.Of(query);
        if (filter.Refusal is { } unknown)
        {
            return unknown.ToProblem();
        }

        var first = from ?? 0;
        if (
            list.Cursor is { } cursor
            && (
                !Cursor.TryDecode(cursor, 1, out var keys)
                || !long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            )
        )
        {
            return Cursor.NotOurs.ToProblem();
        }

        if (first < 0)
        {
            return AuditRefusals.From.ToProblem();
        }

        var found = await entries.FromAsync(filter.Value, first, take.Value + 1, ct);
        var page = found.Take(take.Value).ToList();
        return TypedResults.Ok(
            new ApiPage<AuditEntryView>(
                page,
                found.Count > page.Count ? Cursor.Encode((page[^1].Index + 1).ToString(CultureInfo.InvariantCulture)) : null
            )
        );
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ExportAsync(
        [Description("csv or json")] string? format,
        [AsParameters] AuditQuery query,
        ListAuditEntries entries,
        HttpResponse response,
        CancellationToken ct
    )
    {
        var filter = AuditFilter.Of(query);
        if (filter.Refusal is { } unknown)
        {
            return unknown.ToProblem();
        }

        if (format is not ("csv" or "json"))
        {
            return AuditRefusals.Format.ToProblem();
        }

        response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"audit-log.{format}\"";
        if (format == "csv")
        {
            await AuditExports.WriteCsvAsync(entries, filter.Value, response.BodyWriter, ct);
        }
        else
        {
            await AuditExports.WriteJsonAsync(entries, filter.Value, response.BodyWriter, ct);
        }

        return TypedResults.Empty;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PackageAsync(
        long index,
        GetAuditEntry get,
        CancellationToken ct
    )
    {
        var found = await get.RunAsync(index, ct);
        return found.Refusal is { } refusal
            ? refusal.ToProblem()
            : TypedResults.File(
                AuditExports.Package(found.Value),
                "application/zip",
                string.Create(CultureInfo.InvariantCulture, $"entry-{index}.zip")
            );
    }
}
