using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks;

/// <summary>
/// Runs an action on a risk with what all of them share: the lock of its model, the comparison with the caller's revision (If-Match), and
/// the re-evaluation of live promotions.
/// </summary>
public sealed class RiskActionRunner(
    ActionRunner runner,
    IFactsChanged factsChanged,
    AlertJudges judges,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>Runs an action on one risk.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="attempt">What.</param>
    /// <param name="id">Which.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="act">Asks the risk, and appends the fact of it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<RiskId>> RunAsync(
        Actor actor,
        Attempt attempt,
        RiskId id,
        string? ifMatch,
        Func<Risk, ActionContext, CancellationToken, Task<Refusal?>> act,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(act);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            foreach (
                var model in await ModelsAsync(
                    db,
                    await db.Risks.AsNoTracking().IgnoreAutoIncludes().SingleOrDefaultAsync(r => r.Id == id, ct),
                    ct
                )
            )
            {
                await factsChanged.PrepareAsync(model, version: null, ct);
            }
        }

        return await runner.RunAsync<RiskId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (await LoadAsync(context.Db, id, token) is not { } risk)
                {
                    return RiskRefusals.NotFound;
                }

                if (ETags.Refuses(ifMatch, risk.Revision) is { } stale)
                {
                    return stale;
                }

                var before = await ModelsAsync(context.Db, risk, token);
                var stood = Standing.Of(risk);
                if (await act(risk, context, token) is { } refusal)
                {
                    return refusal;
                }

                if (await RefusesLessAsync(context, stood, risk, token) is { } held)
                {
                    return held;
                }

                await ChangedAsync(context, before.Union(await ModelsAsync(context.Db, risk, token), StringComparer.Ordinal), token);
                return id;
            },
            ct
        );
    }

    /// <summary>
    /// Why a change may not make less of a risk. What an open alert has raised, only the data or the second line take back, neither by
    /// another score or signal, nor by closing the risk or moving it to another model. What stands above the limit of a rule in force shuts
    /// its gate, and is made less by the second line alone; which then is a party of the next request.
    /// </summary>
    internal async Task<Refusal?> RefusesLessAsync(ActionContext context, Standing before, Risk risk, CancellationToken ct)
    {
        var isMoved = risk.Model != before.Model || risk.Version != before.Version || risk.SystemId != before.System;
        var isLess = risk.State is RiskState.Closed || isMoved || (risk.ResidualScore ?? risk.InherentScore) < before.Score;
        if (before.Alert is { } alert && before.Model is { } model && isLess && await judges.HoldsRiskAsync(context, model, alert, ct))
        {
            return RiskRefusals.AlertDecides(alert);
        }

        if (!before.IsOpen || !(isLess || (IsAccepted(risk) && !before.IsAccepted)))
        {
            return null;
        }

        var models = await ModelsAsync(context.Db, before.Model, before.System, ct);
        if (isLess && await judges.HoldsScoreAsync(context, models, before.Score, ct))
        {
            return RiskRefusals.SecondLineDecides;
        }

        await judges.NoteLessAsync(context, models, risk.Id.ToString(), ct);
        return null;
    }

    private static bool IsAccepted(Risk risk) => risk.Acceptance?.State is AcceptanceState.InForce;

    /// <summary>How a risk stood before it was changed; what nobody assessed counts with its inherent score, as at the gate.</summary>
    internal readonly record struct Standing(string? Model, string? Version, string? System, int? Score, AlertId? Alert)
    {
        public bool IsOpen { get; private init; }

        public bool IsAccepted { get; private init; }

        public static Standing Of(Risk risk) =>
            new(
                risk.Model,
                risk.Version,
                risk.SystemId,
                risk.ResidualScore ?? risk.InherentScore,
                risk.State is RiskState.Open && risk.IsRaised ? risk.SignalAlert : null
            )
            {
                IsOpen = risk.State is RiskState.Open,
                IsAccepted = RiskActionRunner.IsAccepted(risk),
            };
    }

    /// <summary>Reads a risk in order to change it. Its model is locked first, as in everything that re-evaluates promotions.</summary>
    internal static async Task<Risk?> LoadAsync(GovernanceDbContext db, RiskId id, CancellationToken ct)
    {
        if (await db.Risks.Where(r => r.Id == id).Select(r => r.Model).SingleOrDefaultAsync(ct) is { } model)
        {
            await db.LockModelAsync(model, ct);
        }

        return await db.Risks.SingleOrDefaultAsync(r => r.Id == id, ct);
    }

    /// <summary>Says that the register says another thing about these models.</summary>
    internal async Task ChangedAsync(ActionContext context, IEnumerable<string> models, CancellationToken ct)
    {
        foreach (var model in models.Order(StringComparer.Ordinal))
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }
    }

    /// <summary>The models whose bundles name a risk: its own, or those of its system.</summary>
    internal static Task<List<string>> ModelsAsync(GovernanceDbContext db, Risk? risk, CancellationToken ct) =>
        ModelsAsync(db, risk?.Model, risk?.SystemId, ct);

    private static async Task<List<string>> ModelsAsync(GovernanceDbContext db, string? model, string? system, CancellationToken ct) =>
        model is not null ? [model]
        : system is not null ? await db.Models.Where(m => m.System == system).Select(m => m.Name).ToListAsync(ct)
        : [];
}
