using Governance.Data;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Reads the clocks of several features for a page that shows everyone's.</summary>
public static class ClockReading
{
    /// <summary>
    /// The clocks of each source. What everyone in a role is told is read once on a node and kept while the log shows that it holds; the
    /// rest is read each time.
    /// </summary>
    /// <param name="sources">Who has them.</param>
    /// <param name="page">Names the page that shows them: its sources are always the same.</param>
    /// <param name="db">Where to read.</param>
    /// <param name="access">Who asks and what they may.</param>
    /// <param name="most">How many are shown of all.</param>
    /// <param name="now">The time by which they are judged.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<RunningClock>>> ReadAsync(
        IEnumerable<IClockSource> sources,
        string page,
        GovernanceDbContext db,
        Access access,
        int most,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(access);
        var byShared = sources.ToLookup(s => s.IsShared);
        // What a person may see follows from their role; what a key may, from its scopes and owner.
        var shared =
            access.Actor.Kind is ActorKind.User
                ? await db.KeptAsync("clocks", (page, access.Role), FigureBasis.Records, () => OfAsync(byShared[true]), ct)
                : await OfAsync(byShared[true]);
        return [.. shared, .. await OfAsync(byShared[false])];

        async Task<IReadOnlyList<IReadOnlyList<RunningClock>>> OfAsync(IEnumerable<IClockSource> asked)
        {
            List<IReadOnlyList<RunningClock>> read = [];
            foreach (var source in asked)
            {
                read.Add(await source.RunningAsync(db, access, new ClockQuestion(most), now, ct));
            }

            return read;
        }
    }
}
