using System.Text.Json.Nodes;
using Governance.Data.Identity;
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
                var isOfSecondLine = await IsOfSecondLineAsync(step, token);
                var forbidden = isOfSecondLine
                    ? await RefusesToLetGoAsync(step, token)
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
                foreach (var model in isOfSecondLine && held ? Models(step.Retirement) : [])
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

    private static List<string> Models(Retirement retirement) =>
        [.. retirement.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static async Task<Refusal?> RefusesToLetGoAsync(RetirementActionRunner.Step step, CancellationToken ct)
    {
        if (!await IsOfSecondLineAsync(step, ct))
        {
            return null;
        }

        var isIndependent = true;
        foreach (var name in Models(step.Retirement))
        {
            var model = await step.Context.Db.Models.IgnoreQueryFilters().SingleAsync(m => m.Name == name, ct);
            isIndependent &= await SystemRules.IsIndependentAsync(step.Context, model, Permission.ConfirmRiskClass, ct);
        }

        return Retirement.RefusesToLetGo(isOfSecondLine: true, isIndependent);
    }

    // By the people behind who planned it and the roles they hold: a plan by those who answer for the models is their own. Someone whose
    // roles were taken away since planned it as the second line, unless they hold one of the first.
    private static async Task<bool> IsOfSecondLineAsync(RetirementActionRunner.Step step, CancellationToken ct)
    {
        var db = step.Context.Db;
        var planners = await AccessReader.PeopleBehindAsync(db, step.Retirement.OpenedBy, ct);
        if (planners.Count == 0)
        {
            return false;
        }

        var names = Models(step.Retirement);
        var models = await db.Models.IgnoreQueryFilters().Where(m => names.Contains(m.Name)).ToListAsync(ct);
        if (planners.Any(p => models.TrueForAll(m => m.IsAnsweredForBy(p))))
        {
            return false;
        }

        var roles = new List<string>();
        foreach (var planner in planners)
        {
            roles.AddRange(await AccessReader.RolesOf(db, planner.Number).ToListAsync(ct));
        }

        return roles.Exists(r => Permission.ConfirmRiskClass.GrantedTo.Contains(r, StringComparer.Ordinal))
            || !roles.Exists(r => r is Roles.Engineer or Roles.ModelOwner);
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
