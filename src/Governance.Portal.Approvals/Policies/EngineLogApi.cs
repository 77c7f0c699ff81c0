using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A decision reported by OPA.</summary>
/// <param name="DecisionId">Id that the engine gave the decision.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Path">The document that was queried.</param>
/// <param name="Outcome"><c>allow</c>, <c>deny</c>, <c>undefined</c>, <c>error</c> or <c>other</c>.</param>
/// <param name="Bundle">The bundle that the decision is based on, as <c>name@revision</c>.</param>
/// <param name="Salt">Base64.</param>
/// <param name="Commitment">SHA-256(salt ‖ the event's bytes), lower-case hex.</param>
/// <param name="LogIndex">The log entry of its batch, which names the root.</param>
/// <param name="Position">Its leaf under that root, from 0.</param>
public sealed record EngineDecisionView(
    string DecisionId,
    DateTimeOffset Time,
    string Path,
    string Outcome,
    string? Bundle,
    string Salt,
    string Commitment,
    long LogIndex,
    int Position
);

/// <summary>The decision logs of OPAs.</summary>
internal static class EngineLogApi
{
    public static void Map(RouteGroupBuilder api, IEndpointRouteBuilder app)
    {
        foreach (var path in (string[])["/logs", "/logs/{partition}"])
        {
            app.MapPost(path, StoreAsync)
                .RequireCaller()
                .DisableAntiforgery()
                .WithBodyLimit(l => l.EvidenceBytes)
                .WithTags("Gates")
                .WithSummary("Receive a decision log from OPA")
                .WithDescription(
                    "The body is a JSON array of events, compressed with gzip, as OPA sends it with decision_logs.service. "
                        + "Answers 200 once the log is stored; a decision sent again is recognised by its decision_id. Only a "
                        + "salted commitment of input and result is kept. Requires a key with the scope decisions:write. "
                        + "Example: [{\"decision_id\":\"b84c…\",\"path\":\"governance/gate\","
                        + "\"result\":{\"allow\":true},\"timestamp\":\"2026-11-20T09:42:00Z\"}]"
                )
                .Produces<StoreEngineLog.Answer>()
                .Refuses(400, 401, 403, 413, 415, 422);
        }

        api.MapGet("/gates/engine-decisions", ListAsync)
            .RequirePermission(Permission.ReadDecisions)
            .WithTags("Gates")
            .WithSummary("List decisions reported by OPA")
            .WithDescription("Newest first. Filters: path, outcome. Example: ?path=governance/gate&outcome=deny")
            .Produces<ApiPage<EngineDecisionView>>()
            .Refuses(401, 403, 422);
    }

    private static async Task<IResult> StoreAsync(HttpRequest request, Caller caller, StoreEngineLog store, CancellationToken ct)
    {
        var packing = request.Headers.ContentEncoding.ToString();
        if (packing is not ("" or "identity" or "gzip"))
        {
            return new Refusal(
                "request.media-type",
                $"Send application/json, with or without gzip compression.",
                RefusalKind.UnsupportedMedia
            ).ToProblem();
        }

        return (await store.RunAsync(caller.Actor, request.Body, packing == "gzip", ct)).Match<IResult>(
            TypedResults.Ok,
            refusal => refusal.ToProblem()
        );
    }

    private static async Task<IResult> ListAsync(
        string? path,
        string? outcome,
        [AsParameters] ListQuery list,
        IDbContextFactory<GovernanceDbContext> dbFactory,
        CancellationToken ct
    )
    {
        var take = list.Take();
        if (take.Refusal is { } refusal)
        {
            return refusal.ToProblem();
        }

        EngineOutcome? wanted = null;
        if (outcome is not null)
        {
            if (!WireName.TryParse<EngineOutcome>(outcome, out var named))
            {
                return EngineRefusals.OutcomeUnknown.ToProblem();
            }

            wanted = named;
        }

        var before = long.MaxValue;
        if (
            list.Cursor is { } cursor
            && (
                !Cursor.TryDecode(cursor, 1, out var keys)
                || !long.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out before)
            )
        )
        {
            return Cursor.NotOurs.ToProblem();
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db
            .EngineDecisions.AsNoTracking()
            .Where(d => d.Id < before && (path == null || d.Path == path) && (wanted == null || d.Outcome == wanted))
            .OrderByDescending(d => d.Id)
            .Take(take.Value + 1)
            .ToListAsync(ct);
        var page = rows.Take(take.Value).ToList();
        return TypedResults.Ok(
            new ApiPage<EngineDecisionView>(
                [
                    .. page.Select(d => new EngineDecisionView(
                        d.DecisionId,
                        d.Time,
                        d.Path,
                        WireName.Of(d.Outcome),
                        d.Bundle,
                        Convert.ToBase64String(d.Salt),
                        Convert.ToHexStringLower(d.Commitment),
                        d.Entry,
                        d.Position
                    )),
                ],
                rows.Count > take.Value ? Cursor.Encode(page[^1].Id.ToString(CultureInfo.InvariantCulture)) : null
            )
        );
    }
}
