using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Retirements;

/// <summary>Changes the plan: its owner, its date, its replacement; or calls it off.</summary>
public sealed class ChangePlan(RetirementActionRunner work, IFactsChanged factsChanged)
{
    /// <summary>Changes it. Members that are not set stay.</summary>
    public Task<Result<RetirementId>> RunAsync(
        Actor actor,
        RetirementId id,
        Patch<string> owner,
        Patch<DateTimeOffset?> plannedAt,
        Patch<string> successor,
        string? ifMatch,
        CancellationToken ct
    ) =>
        work.RunAsync(
            actor,
            "retirement.changed",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                var (retirement, db) = (step.Retirement, step.Context.Db);
                var person = retirement.Owner;
                if (owner.IsSet)
                {
                    if (
                        owner.Value is not { Length: > 0 } email
                        || await PlanRetirement.PersonAsync(db, email, step.Now, token) is not { } found
                    )
                    {
                        return RetirementRefusals.PersonUnknown("owner");
                    }

                    person = found;
                }

                var next = successor.IsSet
                    ? (string.IsNullOrWhiteSpace(successor.Value) ? null : successor.Value.Trim())
                    : retirement.Successor;
                if (
                    next is not null
                    && next != retirement.Successor
                    && (
                        next.Length > 200
                        || !await PlanRetirement.SucceedsAsync(db, next, [.. retirement.Versions.Select(v => (v.Model, v.Version))], token)
                    )
                )
                {
                    return RetirementRefusals.SuccessorUnknown;
                }

                // Put off for a hundred years it would be called off.
                if (
                    plannedAt is { IsSet: true, Value: { } later }
                    && later > retirement.PlannedAt
                    && await RefusesToLetGoAsync(step, token) is { } held
                )
                {
                    return held;
                }

                if (
                    retirement.Change(person, plannedAt is { IsSet: true, Value: { } at } ? at : retirement.PlannedAt, next, step.Now) is
                    { } refusal
                )
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    retirement,
                    new AuditEvent(
                        "retirement.changed",
                        id.ToString(),
                        new JsonObject
                        {
                            ["owner"] = person.ToString(),
                            ["plannedAt"] = CanonicalJson.Time(retirement.PlannedAt),
                            ["successor"] = retirement.Successor,
                        }
                    ),
                    "Plan changed."
                );
                return null;
            },
            ct
        );

    /// <summary>Calls it off: its gate opens again. Only while none of its versions is retired.</summary>
    public Task<Result<RetirementId>> CancelAsync(Actor actor, RetirementId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "retirement.cancelled",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                var isOfSecondLine = await RetirementPlanners.WereOfSecondLineAsync(step.Context.Db, step.Retirement, token);
                var forbidden = isOfSecondLine
                    ? Retirement.RefusesToLetGo(isOfSecondLine, await IsIndependentAsync(step, token))
                    : step.Context.Access.Refuses(Permission.Retire)
                        ?? await RetirementActionRunner.RefusesOwnerAsync(step.Context, step.Retirement, token);
                if (forbidden is not null)
                {
                    return forbidden;
                }

                var held = step.Retirement.StoppedAt is not null;
                if (step.Retirement.Cancel(reason, step.Now) is { } refusal)
                {
                    return refusal;
                }

                // The gate of what was stopped opens again.
                foreach (var model in isOfSecondLine && held ? RetirementPlanners.Models(step.Retirement) : [])
                {
                    LoosenedGates.Note(step.Context, model, id.ToString());
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent("retirement.cancelled", id.ToString(), []),
                    "Cancelled. Deployments are allowed again unless something else blocks them.",
                    reason
                );
                await ReevaluateAsync(step, token);
                return null;
            },
            ct
        );

    /// <summary>Opens the plan again while it waits for signatures: those given so far become void.</summary>
    public Task<Result<RetirementId>> ReopenAsync(Actor actor, RetirementId id, string? reason, string? ifMatch, CancellationToken ct) =>
        work.RunAsync(
            actor,
            "retirement.reopened",
            id,
            ifMatch,
            Permission.RequestRetirement,
            async (step, token) =>
            {
                if (step.Retirement.Reopen(reason) is { } refusal)
                {
                    return refusal;
                }

                RetirementEvents.Changed(
                    step.Context,
                    step.Retirement,
                    new AuditEvent("retirement.reopened", id.ToString(), []),
                    "Plan reopened.",
                    reason
                );
                await ReevaluateAsync(step, token);
                return null;
            },
            ct
        );

    private static async Task<Refusal?> RefusesToLetGoAsync(RetirementActionRunner.Step step, CancellationToken ct) =>
        await RetirementPlanners.WereOfSecondLineAsync(step.Context.Db, step.Retirement, ct)
            ? Retirement.RefusesToLetGo(isOfSecondLine: true, await IsIndependentAsync(step, ct))
            : null;

    private static async Task<bool> IsIndependentAsync(RetirementActionRunner.Step step, CancellationToken ct)
    {
        var names = RetirementPlanners.Models(step.Retirement);
        var models = await step
            .Context.Db.Models.IgnoreQueryFilters()
            .Where(m => names.Contains(m.Name))
            .OrderBy(m => m.Name)
            .ToListAsync(ct);
        return await SystemRules.FindDependentAsync(step.Context, models, Permission.ConfirmRiskClass, ct) is null;
    }

    private async Task ReevaluateAsync(RetirementActionRunner.Step step, CancellationToken ct)
    {
        foreach (
            var version in step
                .Retirement.Versions.OrderBy(v => v.Model, StringComparer.Ordinal)
                .ThenBy(v => v.Version, StringComparer.Ordinal)
        )
        {
            await factsChanged.ChangedAsync(step.Context, version.Model, version.Version, ct);
        }
    }
}
