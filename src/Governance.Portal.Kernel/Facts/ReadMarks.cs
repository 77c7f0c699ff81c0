using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>Reads what happened to a model in the period of a chart, of what the reader may see.</summary>
public sealed class ReadMarks(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<ITimelineSource> sources, TimeProvider clock)
{
    /// <summary>Lines beyond these would hide the chart.</summary>
    public const int Most = 12;

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="from">Start of the period.</param>
    /// <param name="until">Its end, which is no part of it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The newest, the oldest first.</returns>
    public async Task<IReadOnlyList<ChartMark>> RunAsync(
        Actor actor,
        string model,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        List<ChartMark> found = [];
        foreach (var source in sources.Where(s => access.IsDone && access.Value.Has(s.Reads)))
        {
            found.AddRange(await source.MarksAsync(db, new MarkQuestion(model, from, until, Most), ct));
        }

        return [.. found.OrderBy(m => m.At).TakeLast(Most)];
    }
}
