using System.Text.Json.Nodes;
using Governance.Data.Retirements;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>
/// Nothing is left to do: the closing statement is fixed, and each version's request to be retired is opened with its digest in the bundle.
/// Signing those is signing the retirement; with the last of them it is closed.
/// </summary>
public sealed class AskSignatures(RetirementActionRunner work, IOpenPromotion promotions, IFactsChanged factsChanged)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "retirement.signatures-asked",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                var (retirement, db) = (step.Retirement, step.Context.Db);
                var found = await step.ReadAsync(token);
                List<(string Model, string Version)> added = [.. found.NewVersions.Select(v => v.Split('@')).Select(p => (p[0], p[1]))];
                foreach (var (model, version) in added)
                {
                    if (await RetirementHolds.LiveAsync(db, model, version, token) is { } other)
                    {
                        return RetirementRefusals.AlreadyOpen(other.Id, ModelName.Of(model, version));
                    }
                }

                if (added.Count > 0)
                {
                    // What was registered since then is not what anyone looked at: its dependants and data come first.
                    retirement.TakeIn(added);
                    RetirementEvents.Changed(
                        step.Context,
                        retirement,
                        new AuditEvent(
                            "retirement.versions-added",
                            id.ToString(),
                            new JsonObject { ["versions"] = new JsonArray([.. found.NewVersions.Select(v => (JsonNode)v)]) }
                        ),
                        $"Included: {Formats.Plural(added.Count, "version")} registered since then."
                    );
                    found = await step.ReadAsync(token);
                    if (retirement.Blockers(found).Count > 0)
                    {
                        return null;
                    }
                }

                if (retirement.Propose(found) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    retirement,
                    new AuditEvent(
                        "retirement.signatures-asked",
                        id.ToString(),
                        new JsonObject
                        {
                            ["statementSha256"] = retirement.StatementSha256,
                            ["versions"] = new JsonArray([.. retirement.Versions.Select(v => (JsonNode)ModelName.Of(v.Model, v.Version))]),
                            ["roles"] = new JsonArray([.. Retirement.Signers(found.IsHighRisk).Select(r => (JsonNode)WireName.Of(r))]),
                        }
                    ),
                    $"Closing statement finalised. Signatures requested for {Formats.Plural(retirement.Versions.Count, "version")}."
                );
                foreach (
                    var one in retirement
                        .Versions.Where(v => v.RetiredAt is null)
                        .OrderBy(v => v.Model, StringComparer.Ordinal)
                        .ThenBy(v => v.Version, StringComparer.Ordinal)
                        .ToList()
                )
                {
                    if (await OpenAsync(step, one, token) is { } notOpened)
                    {
                        return notOpened;
                    }
                }

                return null;
            },
            ct
        );

    private async Task<Refusal?> OpenAsync(RetirementActionRunner.Step step, RetirementVersion one, CancellationToken ct)
    {
        var (db, model, name) = (step.Context.Db, one.Model, one.Version);
        var live = await db.Promotions.AnyAsync(
            p =>
                p.Model == model
                && p.Version == name
                && p.To == Stage.Retired
                && p.ExpiresAt > step.Now
                && (p.State == PromotionState.Open || p.State == PromotionState.Approved),
            ct
        );
        if (live)
        {
            // A request of before follows the statement: what was signed on the plan as it was is void.
            await factsChanged.ChangedAsync(step.Context, model, name, ct);
            return null;
        }

        var version = await db.Versions.SingleAsync(v => v.Model == model && v.Version == name, ct);
        return (
            await promotions.OpenAsync(step.Context, version, Stage.Retired, step.Retirement.Reason.Text ?? step.Retirement.Title, ct)
        ).Refusal;
    }
}

/// <summary>Closes a retirement that was asked for without a plan, once nothing is left to do: its versions are retired already.</summary>
public sealed class CloseRetirement(RetirementActionRunner work)
{
    /// <summary>Runs it.</summary>
    public Task<Result<RetirementId>> RunAsync(Actor actor, RetirementId id, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "retirement.closed",
            id,
            ifMatch,
            Permission.Retire,
            async (step, token) =>
            {
                if (step.Retirement.Close(await step.ReadAsync(token), step.Now) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent(
                        "retirement.closed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["statementSha256"] = step.Retirement.StatementSha256,
                            ["promotions"] = new JsonArray([.. step.Retirement.Versions.Select(v => (JsonNode?)v.Promotion)]),
                        }
                    ),
                    "Closed: its versions are retired, and nothing is left to do."
                );
                await FollowRetirement.EndSystemAsync(step.Context, step.Retirement, token);
                return null;
            },
            ct
        );
}
