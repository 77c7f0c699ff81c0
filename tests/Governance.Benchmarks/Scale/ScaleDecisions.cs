using System.Diagnostics;
using System.Globalization;
using Governance.Benchmarks.Decisions;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Decisions;
using Microsoft.EntityFrameworkCore;

namespace Governance.Benchmarks.Scale;

/// <summary>Decisions of a hundredth of the models, taken in as those of a sender are.</summary>
internal sealed class ScaleDecisions(StoreDecisions store, IDbContextFactory<GovernanceDbContext> contexts, ScaleSize size)
{
    private const int Batch = 10_000;
    private const int OfOneModel = 500;
    private const string Version = "2.0.0";

    public async Task RunAsync(DateTimeOffset start, CancellationToken ct)
    {
        long from;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
            from = await db.DecisionIds.LongCountAsync(d => d.Id.StartsWith("dec-0"), ct);
        }

        var (began, models) = (Stopwatch.GetTimestamp(), Math.Max(1, size.Models / 100));
        for (var at = from; at < size.Decisions; at += Batch)
        {
            using var body = new MemoryStream(Batch * 500);
            for (var part = at; part < Math.Min(at + Batch, size.Decisions); part += OfOneModel)
            {
                body.Write(DecisionBodies.Make(part, OfOneModel, start, ScaleFill.Name((int)(part / OfOneModel % models)), Version));
            }

            body.Position = 0;
            if ((await store.RunAsync(Actor.Host, body, ct)).Refusal is { } refusal)
            {
                throw new InvalidOperationException(refusal.Message);
            }
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{size.Decisions:N0} decisions in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s"
            )
        );
    }
}
