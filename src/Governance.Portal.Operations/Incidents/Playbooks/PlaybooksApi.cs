using System.ComponentModel.DataAnnotations;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>A proposed version of a playbook.</summary>
/// <param name="Playbook">The exact text, YAML or JSON.</param>
/// <param name="Reason">Reason for the proposal.</param>
public sealed record PlaybookBody([property: Required] string? Playbook, [property: Required] string? Reason);

/// <summary>The text that is approved.</summary>
/// <param name="Sha256">SHA-256 of the text that was read.</param>
public sealed record ApprovePlaybookBody([property: Required] string? Sha256);

/// <summary>Why a version is rejected.</summary>
/// <param name="Reason">The reason.</param>
public sealed record RejectPlaybookBody([property: Required] string? Reason);

/// <summary>Playbooks over HTTP.</summary>
internal static class PlaybooksApi
{
    private const string ProofHeader = "X-Reauthentication";

    public static void Map(RouteGroupBuilder api)
    {
        var playbooks = api.MapGroup("/playbooks").WithTags("Incidents");
        playbooks
            .MapGet("", ListAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithName("listPlaybooks")
            .WithSummary("List playbooks")
            .WithDescription(
                "Lists each playbook with the version that applies to newly opened incidents, and the version that is "
                    + "waiting for a decision."
            )
            .Produces<ApiPage<PlaybookRow>>()
            .Refuses(401, 403);
        playbooks
            .MapGet("/{id}", GetAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithName("getPlaybook")
            .WithSummary("Read a playbook")
            .WithDescription("Example: security. Returns the playbook's steps, the text the next version starts from, and the proposals.")
            .Produces<PlaybookView>()
            .Refuses(401, 403, 404);
        playbooks
            .MapPost("", ProposeAsync)
            .RequireCaller()
            .WithName("proposePlaybook")
            .WithSummary("Propose a version of a playbook")
            .WithDescription(
                "The text is the next version, or the first of a new playbook; a second person approves it. Example: "
                    + "{\"playbook\":\"id: security\\nversion: 2\\n…\",\"reason\":\"Cases are opened in the SOAR\"}"
            )
            .Produces<PlaybookVersionView>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 422);
        MapVersion(playbooks.MapGroup("/versions/{id}"));
    }

    private static void MapVersion(RouteGroupBuilder version)
    {
        version
            .MapGet("", VersionAsync)
            .RequirePermission(Permission.ReadIncidents)
            .WithName("getPlaybookVersion")
            .WithSummary("Read a proposed version of a playbook")
            .WithDescription("Example: PBK-0002. Returns the exact text of the version, who proposed it and who decided on it.")
            .Produces<PlaybookVersionView>()
            .Refuses(401, 403, 404);
        version
            .MapPost("/approve", ApproveAsync)
            .RequireCaller()
            .WithName("approvePlaybook")
            .WithSummary("Approve a version of a playbook")
            .WithDescription(
                "For someone other than the author, with a fresh proof of identity in X-Reauthentication. The version "
                    + "applies to incidents opened from then on. Example: {\"sha256\":\"4be81d07…\"}"
            )
            .Produces<PlaybookVersionView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        version
            .MapPost("/reject", RejectAsync)
            .RequireCaller()
            .WithName("rejectPlaybook")
            .WithSummary("Reject a version of a playbook")
            .WithDescription("For someone other than the author, with a fresh proof of identity. Example: {\"reason\":\"No such host\"}")
            .Produces<PlaybookVersionView>()
            .Refuses(400, 401, 403, 404, 409, 422);
        version
            .MapPost("/withdraw", WithdrawAsync)
            .RequireCaller()
            .WithName("withdrawPlaybook")
            .WithSummary("Withdraw a version of a playbook")
            .WithDescription("For the author of the version.")
            .Produces<PlaybookVersionView>()
            .Refuses(401, 403, 404, 409);
    }

    private static async Task<Ok<ApiPage<PlaybookRow>>> ListAsync(ListPlaybooks list, CancellationToken ct) =>
        TypedResults.Ok(new ApiPage<PlaybookRow>(await list.RowsAsync(ct), null));

    private static async Task<IResult> GetAsync(string id, ListPlaybooks list, CancellationToken ct) =>
        (await list.GetAsync(id, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem());

    private static async Task<IResult> VersionAsync(string id, ListPlaybooks list, CancellationToken ct) =>
        DisplayId.TryParse<PlaybookVersionId>(id, out var version)
            ? (await list.VersionAsync(version, ct)).Match<IResult>(TypedResults.Ok, refusal => refusal.ToProblem())
            : PlaybookRefusals.NotFound.ToProblem();

    private static async Task<IResult> ProposeAsync(
        [FromBody] PlaybookBody body,
        Caller caller,
        ProposePlaybook propose,
        ListPlaybooks list,
        CancellationToken ct
    )
    {
        var proposed = await propose.RunAsync(caller.Actor, body.Playbook, body.Reason, ct);
        return proposed.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.VersionAsync(proposed.Value, ct)).Match<IResult>(
                view => TypedResults.Created($"/api/v1/playbooks/versions/{view.Id}", view),
                missing => missing.ToProblem()
            );
    }

    private static Task<IResult> ApproveAsync(
        string id,
        [FromBody] ApprovePlaybookBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecidePlaybook decide,
        ListPlaybooks list,
        CancellationToken ct
    ) => RunAsync(id, list, version => decide.RunAsync(caller.Actor, new(version, Approve: true, body.Sha256, null, proof), ct), ct);

    private static Task<IResult> RejectAsync(
        string id,
        [FromBody] RejectPlaybookBody body,
        [FromHeader(Name = ProofHeader)] string? proof,
        Caller caller,
        DecidePlaybook decide,
        ListPlaybooks list,
        CancellationToken ct
    ) => RunAsync(id, list, version => decide.RunAsync(caller.Actor, new(version, Approve: false, null, body.Reason, proof), ct), ct);

    private static Task<IResult> WithdrawAsync(
        string id,
        Caller caller,
        WithdrawPlaybook withdraw,
        ListPlaybooks list,
        CancellationToken ct
    ) => RunAsync(id, list, version => withdraw.RunAsync(caller.Actor, version, ct), ct);

    private static async Task<IResult> RunAsync(
        string id,
        ListPlaybooks list,
        Func<PlaybookVersionId, Task<Result<PlaybookVersionId>>> act,
        CancellationToken ct
    )
    {
        if (!DisplayId.TryParse<PlaybookVersionId>(id, out var version))
        {
            return PlaybookRefusals.NotFound.ToProblem();
        }

        var outcome = await act(version);
        return outcome.Refusal is { } refusal
            ? refusal.ToProblem()
            : (await list.VersionAsync(version, ct)).Match<IResult>(TypedResults.Ok, missing => missing.ToProblem());
    }
}
