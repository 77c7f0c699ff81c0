using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Streams;

/// <summary>How many decisions a model is declared to serve.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="PerDay">Decisions per day; null if nothing is declared.</param>
/// <param name="DeclaredAt">When it was last declared or withdrawn; null if it never was.</param>
/// <param name="DeclaredBy">Who declared it.</param>
public sealed record ServedRateView(string Model, long? PerDay, DateTimeOffset? DeclaredAt, string? DeclaredBy);

/// <summary>
/// Declares how many decisions a model serves a day: what audit coverage is measured by where nothing counts them. The log keeps each
/// declaration.
/// </summary>
public sealed class DeclareServedRate(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>What is declared.</summary>
    /// <returns>Null when there is no such model.</returns>
    public async Task<ServedRateView?> GetAsync(string model, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.Models.AnyAsync(m => m.Name == model, ct)
            ? View(await db.ServedRates.AsNoTracking().SingleOrDefaultAsync(r => r.Model == model, ct) ?? ServedRate.For(model))
            : null;
    }

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="perDay">Decisions a day; null takes the declaration back.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ServedRateView>> RunAsync(Actor actor, string model, long? perDay, CancellationToken ct) =>
        runner.RunAsync<ServedRateView>(
            actor,
            new Attempt("served-rate.declared", model, Permission.ManageMonitors),
            async (context, token) =>
            {
                if (!await context.Db.Models.AnyAsync(m => m.Name == model, token))
                {
                    return ModelRefusals.NotFound(model);
                }

                var rate = await context.Db.ServedRates.SingleOrDefaultAsync(r => r.Model == model, token);
                if (rate is null)
                {
                    rate = ServedRate.For(model);
                    context.Db.ServedRates.Add(rate);
                }

                var before = rate.PerDay;
                if (rate.Declare(perDay, (context.Access.Actor.Id, context.Access.PrintedName), context.Now) is { } refusal)
                {
                    return refusal;
                }

                context.Append(new AuditEvent("served-rate.declared", model, new JsonObject { ["perDay"] = perDay, ["before"] = before }));
                return View(rate);
            },
            ct
        );

    private static ServedRateView View(ServedRate rate) =>
        new(rate.Model, rate.PerDay, rate.Revision == 0 ? null : rate.DeclaredAt, rate.Revision == 0 ? null : rate.DeclaredByName);
}
