using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>An event with how far it is from what it all came of.</summary>
/// <param name="Event">The event.</param>
/// <param name="Depth">0 for one without a cause among the events, 1 for what came of it, and so on.</param>
public sealed record PlacedEvent(TimelineEvent Event, int Depth);

/// <summary>What happened to a model, of what the reader may see.</summary>
/// <param name="Events">The oldest first.</param>
/// <param name="HasEarlier">True when there are earlier ones.</param>
public sealed record EventTimeline(IReadOnlyList<PlacedEvent> Events, bool HasEarlier);

/// <summary>Reads what happened to a model from the features that have it on record, and places what came of what.</summary>
public sealed class ReadTimeline(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<ITimelineSource> sources, TimeProvider clock)
{
    /// <summary>The deepest an event is placed.</summary>
    public const int Deepest = 3;

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="most">How many of the newest.</param>
    /// <param name="about">Only what is joined with this record by causes; null for everything.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<EventTimeline> RunAsync(Actor actor, string model, int most, string? about, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
        List<TimelineEvent> found = [];
        foreach (var source in sources.Where(s => access.IsDone && access.Value.Has(s.Reads)))
        {
            // One more says whether there are earlier ones.
            found.AddRange(await source.EventsAsync(db, new TimelineQuestion(model, most + 1), ct));
        }

        var wanted = about is null ? found : Joined(found, about);
        var newest = Ordered([.. wanted.OrderBy(e => e.At).TakeLast(most)]);
        return new(Place(newest), wanted.Count > most);
    }

    /// <summary>How far each event is from what it came of.</summary>
    /// <param name="events">The oldest first.</param>
    internal static IReadOnlyList<PlacedEvent> Place(IReadOnlyList<TimelineEvent> events)
    {
        List<PlacedEvent> placed = [];
        foreach (var next in events)
        {
            var cause = placed.FindLast(p => IsCause(p.Event, next));
            placed.Add(new(next, cause is null ? 0 : Math.Min(cause.Depth + 1, Deepest)));
        }

        return placed;
    }

    /// <summary>
    /// What one transaction wrote happened at one instant: there a cause comes before what came of it, which follows it at once.
    /// </summary>
    /// <param name="events">The oldest first.</param>
    internal static IReadOnlyList<TimelineEvent> Ordered(IReadOnlyList<TimelineEvent> events)
    {
        List<TimelineEvent> ordered = [];
        foreach (var instant in events.GroupBy(e => e.At))
        {
            var rest = instant.ToList();
            while (rest.Count > 0)
            {
                var free = rest.FindAll(e => !rest.Exists(o => IsCause(o, e)));
                var next = free.Find(e => ordered.Count > 0 && IsCause(ordered[^1], e)) ?? free.FirstOrDefault() ?? rest[0];
                ordered.Add(next);
                rest.Remove(next);
            }
        }

        return ordered;
    }

    private static bool IsCause(TimelineEvent cause, TimelineEvent effect) =>
        cause.Subject != effect.Subject && effect.Causes.Contains(cause.Subject, StringComparer.Ordinal);

    // The records that a chain of causes joins with one, and what happened to them.
    private static List<TimelineEvent> Joined(List<TimelineEvent> events, string about)
    {
        HashSet<string> ids = new(StringComparer.Ordinal) { about };
        for (var size = 0; size != ids.Count; )
        {
            size = ids.Count;
            // What led to it, and what came of what led to it.
            foreach (var next in events.Where(e => ids.Contains(e.Subject) || e.Causes.Any(ids.Contains)))
            {
                ids.Add(next.Subject);
                ids.UnionWith(next.Causes);
            }
        }

        return events.FindAll(e => ids.Contains(e.Subject));
    }
}
