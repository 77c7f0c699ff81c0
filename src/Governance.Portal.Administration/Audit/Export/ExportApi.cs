using System.ComponentModel;
using System.IO.Compression;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Audit.Export;

/// <summary>The export of the log over HTTP.</summary>
internal static class ExportApi
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit/export", ExportAsync)
            .RequirePermission(Permission.ReadAudit)
            .WithTags("Audit")
            .WithName("ExportAuditLog")
            .WithSummary("Export the audit log")
            .WithDescription(
                "The whole log as tlog-export/v1, streamed: every entry that the newest signed checkpoint covers, their hashes, "
                    + "the checkpoint with the cosignatures of witnesses, up to 16 earlier ones, and proofs between them. governance "
                    + "audit verify verifies it offline. ?gzip compresses it. Example: ?gzip"
            )
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: ["application/gzip"])
            .ProducesProblem(401)
            .ProducesProblem(403)
            .ProducesProblem(404);

    private static async Task<IResult> ExportAsync(
        [Description("Compressed with gzip; also without a value")] string? gzip,
        HttpContext http,
        ExportLog export,
        CancellationToken ct
    )
    {
        var head = await export.HeadAsync(ct);
        if (head.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.Query.ContainsKey("gzip") || string.Equals(gzip, "false", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.Stream(to => export.WriteAsync(head.Value, to, ct), "application/json", "audit-log.json");
        }

        return TypedResults.Stream(
            async to =>
            {
                await using var packed = new GZipStream(to, CompressionLevel.Fastest);
                await export.WriteAsync(head.Value, packed, ct);
            },
            "application/gzip",
            "audit-log.json.gz"
        );
    }
}
