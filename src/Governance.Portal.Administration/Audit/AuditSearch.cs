using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Labels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// A filter as the database answers it: over millions of entries, always in the order of the log and from an entry on. A text is looked for
/// in three parts, each answered by one index alone, however many names and words it fits; an entry may stand in several parts.
/// </summary>
internal sealed class AuditSearch
{
    // More people than this under one part of a name is no search: the first by name are taken.
    private const int MaxActors = 100;

    // So few actions are each looked up by their index: asked for together, the database goes through the whole log for rare ones.
    private const int MaxEach = 32;

    // Entries follow their times, but for those that waited for the log's lock and clocks that were set. A clock that was set back further
    // than this leaves its entries out of a period, not out of the log.
    private static readonly TimeSpan s_disorder = TimeSpan.FromDays(1);

    private readonly IQueryable<AuditEntry> _entries;
    private readonly List<string>? _actors;
    private readonly List<string> _actions = [];
    private readonly List<string> _subjects = [];

    private AuditSearch(IQueryable<AuditEntry> entries) => _entries = entries;

    private AuditSearch(IQueryable<AuditEntry> entries, List<string> actors, List<string> actions, List<string> subjects) =>
        (_entries, _actors, _actions, _subjects) = (entries, actors, actions, subjects);

    /// <summary>Prepares a filter.</summary>
    public static async Task<AuditSearch> OfAsync(GovernanceDbContext db, LogLabels words, AuditFilter filter, CancellationToken ct)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (filter.Actor is { } actor)
        {
            entries = entries.Where(e => e.Actor == actor);
        }

        if (filter.Action is { } action)
        {
            entries = entries.Where(e => e.Action == action);
        }

        if (filter.Subject is { } subject)
        {
            entries = entries.Where(e => e.Subject == subject);
        }

        if (filter.Refused is { } refused)
        {
            // Not a parameter: the index of refused entries is a partial one.
            entries = refused ? entries.Where(e => e.Refused) : entries.Where(e => !e.Refused);
        }

        entries = await WithinAsync(db, entries, filter, ct);
        return filter.Text is { } text ? await ContainingAsync(db, words, entries, text, ct) : new AuditSearch(entries);
    }

    /// <summary>The first of what the filter leaves, in the order asked for.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="newestFirst">The order.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<AuditEntry>> TakeAsync(
        Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>> from,
        bool newestFirst,
        int take,
        CancellationToken ct
    )
    {
        if (_actors is null)
        {
            return await Ordered(from(_entries), newestFirst).Take(take).ToListAsync(ct);
        }

        // First which entries they are, then these alone with all they hold.
        var found = new HashSet<long>();
        foreach (var part in Parts(_actions.Count is > 1 and <= MaxEach))
        {
            found.UnionWith(
                await part.Select(entries => Ordered(from(entries), newestFirst).Select(e => e.Index).Take(take))
                    .Aggregate((one, other) => one.Concat(other))
                    .ToListAsync(ct)
            );
        }

        var indexes = (newestFirst ? found.OrderDescending() : found.Order()).Take(take).ToList();
        return await Ordered(_entries.Where(e => indexes.Contains(e.Index)), newestFirst).ToListAsync(ct);
    }

    /// <summary>How many the filter leaves, counted up to a number.</summary>
    public Task<int> CountAsync(int most, CancellationToken ct) => CountAsync(entries => entries, most, ct);

    /// <summary>How many the filter leaves from a place on, counted up to a number.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="most">The number.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<int> CountAsync(Func<IQueryable<AuditEntry>, IQueryable<AuditEntry>> from, int most, CancellationToken ct)
    {
        var found = new HashSet<long>();
        foreach (var part in Parts(eachAction: false).Select(part => part[0]))
        {
            found.UnionWith(await from(part).OrderByDescending(e => e.Index).Select(e => e.Index).Take(most).ToListAsync(ct));
            if (found.Count >= most)
            {
                return most;
            }
        }

        return found.Count;
    }

    /// <summary>For reading it all: what the database filters, in one; <see cref="Matches"/> says the rest.</summary>
    public IQueryable<AuditEntry> Entries => _entries;

    /// <summary>True for an entry that holds the text searched for.</summary>
    public bool Matches(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _actors is null
            || _actors.Contains(entry.Actor, StringComparer.Ordinal)
            || _actions.Contains(entry.Action, StringComparer.Ordinal)
            || _subjects.Contains(entry.Subject, StringComparer.Ordinal);
    }

    // Each part is what one statement asks for, in one or several.
    private IEnumerable<IReadOnlyList<IQueryable<AuditEntry>>> Parts(bool eachAction)
    {
        if (_actors is not { } actors)
        {
            return
            [
                [_entries],
            ];
        }

        var (actions, subjects) = (_actions, _subjects);
        return
        [
            [_entries.Where(e => actors.Contains(e.Actor))],
            eachAction
                ? [.. actions.Select(action => _entries.Where(e => e.Action == action))]
                : [_entries.Where(e => actions.Contains(e.Action))],
            [_entries.Where(e => subjects.Contains(e.Subject))],
        ];
    }

    private static IQueryable<AuditEntry> Ordered(IQueryable<AuditEntry> entries, bool newestFirst) =>
        newestFirst ? entries.OrderByDescending(e => e.Index) : entries.OrderBy(e => e.Index);

    // The ends of the period are looked up by time, the reading goes by index between them, and each entry is still asked for its own time.
    private static async Task<IQueryable<AuditEntry>> WithinAsync(
        GovernanceDbContext db,
        IQueryable<AuditEntry> entries,
        AuditFilter filter,
        CancellationToken ct
    )
    {
        if (filter.Since is { } since)
        {
            var before = since - s_disorder;
            var first =
                await db
                    .AuditEntries.Where(e => e.Time < before)
                    .OrderByDescending(e => e.Time)
                    .ThenByDescending(e => e.Index)
                    .Select(e => (long?)e.Index)
                    .FirstOrDefaultAsync(ct)
                ?? -1;
            entries = entries.Where(e => e.Time >= since && e.Index > first);
        }

        if (filter.Until is { } until)
        {
            var after = until + s_disorder;
            var last =
                await db
                    .AuditEntries.Where(e => e.Time >= after)
                    .OrderBy(e => e.Time)
                    .ThenBy(e => e.Index)
                    .Select(e => (long?)e.Index)
                    .FirstOrDefaultAsync(ct)
                ?? long.MaxValue;
            entries = entries.Where(e => e.Time < until && e.Index < last);
        }

        return entries;
    }

    private static async Task<AuditSearch> ContainingAsync(
        GovernanceDbContext db,
        LogLabels words,
        IQueryable<AuditEntry> entries,
        string text,
        CancellationToken ct
    )
    {
        var pattern = SearchText.Pattern(text);
        var people = await db
            .Users.AsNoTracking()
            .Where(u => SearchText.Matches(u.PrintedName, pattern))
            .OrderBy(u => u.PrintedName)
            .Select(u => u.Id)
            .Take(MaxActors)
            .ToListAsync(ct);
        var keys = await db
            .ApiKeys.AsNoTracking()
            .Where(k => SearchText.Matches(k.Name, pattern))
            .OrderBy(k => k.Name)
            .Select(k => k.Id)
            .Take(MaxActors)
            .ToListAsync(ct);
        return new AuditSearch(
            entries,
            [
                .. Distinct([
                    text,
                    .. people.Select(id => $"user:{new UserId(id)}"),
                    .. keys.Select(id => $"key:{id}"),
                    .. words.Actors.Where(j => Contains(j.Value, text)).Select(j => j.Key),
                ]),
            ],
            [.. Distinct([text, .. words.Actions.Where(a => Contains(a.Value, text)).Select(a => a.Key)])],
            [.. Distinct([text, text.ToUpperInvariant(), text.ToLowerInvariant()])]
        );
    }

    private static IEnumerable<string> Distinct(IEnumerable<string> values) => values.Distinct(StringComparer.Ordinal);

    private static bool Contains(string words, string text) => SearchText.Contains(words, text);
}
