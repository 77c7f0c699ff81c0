using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Explanations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>Two people whose loan was declined asked why: one letter is reviewed and can be sent, one waits to be written.</summary>
internal sealed class DemoExplanations(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    ReceiveExplanation receive,
    DraftExplanation draft,
    ReviewExplanation review,
    ListExplanations list,
    TimeProvider clock
)
{
    private const string Model = "credit-default";

    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(Actor compliance, Actor legal, Action<string> say, CancellationToken ct)
    {
        var decisions = await DeclinedAsync(ct);
        if (decisions.Count < 2)
        {
            return null;
        }

        var first = await receive.RunAsync(compliance, new("Customer 20-4711 (demo data)", decisions[0], null, null, "en"), ct);
        if (first.Refusal is { } refused)
        {
            return refused;
        }

        var refusal =
            (await draft.RunAsync(compliance, first.Value, null, null, ct)).Refusal
            ?? (
                await review.RunAsync(legal, new(first.Value, "approve", (await list.GetAsync(first.Value, ct)).Value.TextSha256, null), ct)
            ).Refusal
            ?? (
                await receive.RunAsync(
                    compliance,
                    new("Customer 20-4712 (demo data)", decisions[1], null, clock.GetUtcNow().AddDays(2), "de"),
                    ct
                )
            ).Refusal;
        if (refusal is null)
        {
            say("2 explanation requests, one with a reviewed explanation that is ready to be sent");
        }

        return refusal;
    }

    private async Task<List<string>> DeclinedAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await (
            from decision in db.Decisions.AsNoTracking()
            join source in db.DecisionSources.AsNoTracking() on decision.Source equals source.Id
            where source.Model == Model && decision.Outcome == "declined"
            orderby decision.Time descending, decision.Number
            select decision.Id
        )
            .Take(2)
            .ToListAsync(ct);
    }
}
