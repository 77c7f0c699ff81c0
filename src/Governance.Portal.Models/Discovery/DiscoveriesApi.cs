using System.ComponentModel.DataAnnotations;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Models.Discovery;

/// <summary>Something that a scan found.</summary>
/// <param name="Kind">model-file, sdk, prompt, mcp-server, agent-card, endpoint, provider-key, sbom-component, inference-service,
/// registry-model, registry-drift or running-agent.</param>
/// <param name="Name">Name of what was found, in at most 200 characters; never a secret.</param>
/// <param name="Path">Path within the source, in at most 1,000 characters.</param>
/// <param name="Sha256">Digest of a model's file, otherwise of kind, name and detail, in lower-case hex.</param>
/// <param name="Line">Line of its first occurrence.</param>
/// <param name="Detail">Further details, in at most 500 characters; never a secret.</param>
/// <param name="Note">What changes from scan to scan, in at most 500 characters.</param>
public sealed record FindingBody(
    [property: Required] string? Kind,
    [property: Required] string? Name,
    [property: Required] string? Path,
    [property: Required] string? Sha256,
    int? Line = null,
    string? Detail = null,
    string? Note = null
);

/// <summary>A scan for unregistered AI.</summary>
/// <param name="Source">Name of the place that was scanned, the same for each of its scans; at most 180 characters.</param>
/// <param name="ScannedAt">When it was scanned.</param>
/// <param name="Findings">What was found; at most 1,000.</param>
/// <param name="Commit">The commit that was scanned.</param>
/// <param name="Complete">False if a part could not be searched: nothing is then marked as gone (default: true).</param>
public sealed record ScanBody(
    [property: Required] string? Source,
    [property: Required] DateTimeOffset? ScannedAt,
    [property: Required] IReadOnlyList<FindingBody?>? Findings,
    string? Commit = null,
    bool? Complete = null
);

/// <summary>A decision about something that a scan found.</summary>
/// <param name="Outcome">registered, ignored, blocked or to-triage.</param>
/// <param name="Reason">Reason for the decision; required to ignore and to block.</param>
/// <param name="RegisteredAs">Name of the model or agent that the finding belongs to; required for the outcome registered.</param>
public sealed record TriageBody([property: Required] string? Outcome, string? Reason = null, string? RegisteredAs = null);

/// <summary>What scans found, over HTTP.</summary>
internal static class DiscoveriesApi
{
    private const string Example =
        "{\"source\":\"git.example/fraud\",\"scannedAt\":\"2026-01-31T08:00:00Z\",\"commit\":\"a41f09c2\",\"findings\":[{\"kind\":\"sdk\","
        + "\"name\":\"OpenAI\",\"path\":\"src/chat.py\",\"line\":2,"
        + "\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}]}";

    private const int MaxBytes = 4 * 1024 * 1024;

    public static void Map(RouteGroupBuilder api)
    {
        var all = api.MapGroup("").WithTags("Discovery");
        all.MapPost("/discoveries", ReportAsync)
            .RequireCaller()
            .WithBodyLimit(_ => MaxBytes)
            .WithSummary("File a scan for unregistered AI")
            .WithDescription(
                "The body is the output of governance discover. Requires a key with the scope discovery:write. New findings wait "
                    + "for a decision; a finding is the same as before if kind, path, name and sha256 are the same; what a complete scan "
                    + "no longer finds is marked as gone. Returns the state of each finding in the order sent. Example: "
                    + Example
            )
            .Produces<DiscoveryReport>()
            .Refuses(400, 401, 403, 409, 413, 422);
        all.MapPost("/discoveries:match", MatchAsync)
            .RequirePermission(Permission.WriteDiscoveries)
            .WithBodyLimit(_ => MaxBytes)
            .WithSummary("Check the findings of a scan")
            .WithDescription("Like filing a scan, but nothing is stored. Example: " + Example)
            .Produces<DiscoveryReport>()
            .Refuses(400, 401, 403, 413, 422);
        all.MapGet("/discoveries", ListAsync)
            .RequirePermission(Permission.ReadDiscoveries)
            .WithSummary("List the findings of scans")
            .WithDescription(
                "Newest first. Filters: state (to-triage, registered, ignored or blocked), kind, source, gone (true or false). "
                    + "Example: ?state=to-triage&gone=false"
            )
            .Produces<ApiPage<DiscoveryView>>()
            .Refuses(401, 403, 422);
        all.MapGet("/discoveries/{id}", GetAsync)
            .RequirePermission(Permission.ReadDiscoveries)
            .WithSummary("Read a finding of a scan")
            .WithDescription("Returns where the finding is, what was decided about it and why.")
            .Produces<DiscoveryView>()
            .Refuses(401, 403, 404);
        all.MapPost("/discoveries/{id}:triage", TriageAsync)
            .RequireCaller()
            .WithSummary("Decide on a finding of a scan")
            .WithDescription(
                "For risk officers and security approvers; not for API keys. The outcome `registered` names the model "
                    + "that the finding belongs to; `ignored` and `blocked` require a reason. A scan that finds something "
                    + "blocked fails with that reason. Example: {\"outcome\":\"ignored\",\"reason\":\"A sample of the "
                    + "documentation\"}"
            )
            .Produces<DiscoveryView>()
            .Refuses(400, 401, 403, 404, 409, 422);
    }

    private static async Task<IResult> ReportAsync(
        [FromBody] ScanBody body,
        Caller caller,
        ReportDiscoveries report,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var scan = Scan.Of(body, clock.GetUtcNow());
        return scan.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await report.RunAsync(caller.Actor, scan.Value, ct)).Match<IResult>(TypedResults.Ok, wrong => wrong.ToProblem());
    }

    private static async Task<IResult> MatchAsync(
        [FromBody] ScanBody body,
        ReportDiscoveries report,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var scan = Scan.Of(body, clock.GetUtcNow());
        return scan.Refusal is { } refusal ? refusal.ToProblem() : TypedResults.Ok(await report.MatchAsync(scan.Value, ct));
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] ListQuery query,
        string? state,
        string? kind,
        string? source,
        string? gone,
        ListDiscoveries list,
        CancellationToken ct
    ) =>
        (await list.RunAsync(new DiscoveryFilter(state, kind, source, gone), query, ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );

    private static async Task<IResult> GetAsync(string id, ListDiscoveries list, CancellationToken ct) =>
        (await list.GetAsync(id, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> TriageAsync(
        string id,
        [FromBody] TriageBody body,
        Caller caller,
        TriageDiscovery triage,
        CancellationToken ct
    ) =>
        (await triage.RunAsync(caller.Actor, new(id, body.Outcome, body.Reason, body.RegisteredAs), ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
}
