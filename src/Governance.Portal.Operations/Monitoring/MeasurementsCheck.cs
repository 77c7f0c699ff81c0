using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Operations.Monitoring.Results;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>
/// The rows of features that pages search and draw say what the stored result of their window says, which the log states. No gate goes by
/// them; whoever looks at a chart should not be told otherwise.
/// </summary>
internal sealed class MeasurementsCheck(IDbContextFactory<GovernanceDbContext> dbFactory) : IInstallationCheck
{
    private const int Page = 50;
    private const double Tolerance = 1e-9;

    public string Subject => "measured features against their windows";

    public async IAsyncEnumerable<string> FindAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.DataScope = null;
        var all = await db.Windows.AsNoTracking().Select(w => w.Id).ToListAsync(ct);
        foreach (var ids in all.OrderBy(id => id.Number).Chunk(Page))
        {
            var windows = await db
                .Windows.AsNoTracking()
                .Where(w => ids.Contains(w.Id))
                .OrderBy(w => w.Id)
                .Select(w => new { w.Id, w.DriftJson })
                .ToListAsync(ct);
            var rows = (
                await db.FeatureDrifts.AsNoTracking().Where(f => ids.Contains(f.Window)).OrderBy(f => f.Position).ToListAsync(ct)
            ).ToLookup(f => f.Window);
            foreach (var window in windows.Where(w => !Agrees(w.DriftJson, [.. rows[w.Id]])))
            {
                yield return $"The rows of the features of {window.Id} were changed: they do not say what its stored result says.";
            }
        }

        if (await db.FeatureDrifts.CountAsync(f => !db.Windows.Any(w => w.Id == f.Window), ct) is > 0 and var odd)
        {
            yield return $"{odd} rows of features belong to no stored window.";
        }
    }

    private static bool Agrees(string? json, IReadOnlyList<FeatureDrift> rows)
    {
        if (json is null)
        {
            return rows.Count == 0;
        }

        try
        {
            var stored = StoredWindow.Read(json).Features;
            return stored.Count == rows.Count
                && stored
                    .Zip(rows)
                    .All(p => p.First.Name == p.Second.Name && p.First.Verdict == p.Second.Verdict && Same(p.First.Psi, p.Second.Psi));
        }
        catch (JsonException)
        {
            return false; // the window's own row is named by the check of every stored record
        }
    }

    private static bool Same(double? one, double? other) =>
        one is { } a && other is { } b ? Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a)) : one is null && other is null;
}
