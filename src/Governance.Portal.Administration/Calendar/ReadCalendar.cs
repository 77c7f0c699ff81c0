using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Calendar;

/// <summary>What of everything due is shown.</summary>
/// <param name="From">The first instant; what is overdue lies before it and is read by <see cref="ReadCalendar"/> all the same.</param>
/// <param name="Until">The first instant that is not shown any more.</param>
public sealed record CalendarFilter(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Longest range, in days.</summary>
    public const int MaxDays = 370;

    /// <summary><c>mine</c>, the id of a person, or null for everyone's.</summary>
    public string? Who { get; init; }

    /// <summary>Id of an AI system.</summary>
    public string? System { get; init; }

    /// <summary>Name of a model.</summary>
    public string? Model { get; init; }

    /// <summary>A kind of thing.</summary>
    public string? Kind { get; init; }
}

/// <summary>What is due, as far as a person sees it.</summary>
/// <param name="Overdue">Duties whose time has passed, the oldest first.</param>
/// <param name="Items">Everything within the range, the first first.</param>
/// <param name="IsCut">True when a source has more than is read of it: what is due first is there.</param>
public sealed record CalendarItems(IReadOnlyList<RunningClock> Overdue, IReadOnlyList<RunningClock> Items, bool IsCut)
{
    /// <summary>People who have to act, for the filter.</summary>
    public IReadOnlyList<Person> People { get; init; } = [];

    /// <summary>AI systems by id and name, for the filter.</summary>
    public IReadOnlyList<(SystemId Id, string Name)> Systems { get; init; } = [];

    /// <summary>Models, for the filter.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Kinds, for the filter.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
}

/// <summary>Reads everything due from the features that have it: a bounded number of each, in a bounded range.</summary>
public sealed class ReadCalendar(IDbContextFactory<GovernanceDbContext> dbFactory, IEnumerable<IClockSource> sources, TimeProvider clock)
{
    /// <summary>Most that is read of one source.</summary>
    public const int MostOfEach = 500;

    /// <summary>Reads for a page.</summary>
    public async Task<Result<CalendarItems>> RunAsync(Actor actor, CalendarFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if (access.Refusal is { } refusal)
        {
            return refusal;
        }

        var (all, isCut) = await AllAsync(db, access.Value, now, ct);
        var until = filter.Until > filter.From.AddDays(CalendarFilter.MaxDays) ? filter.From.AddDays(CalendarFilter.MaxDays) : filter.Until;
        var shown = all.Where(c => Fits(c, filter, access.Value.Person)).ToList();
        var systems = all.Select(c => c.System).OfType<SystemId>().Distinct().ToList();
        var names = await db
            .AiSystems.AsNoTracking()
            .Where(s => systems.Contains(s.Id))
            .OrderBy(s => s.Name)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        var people = await Kernel.Identity.People.ByIdAsync(db, all.Select(c => c.Person).OfType<UserId>(), ct);
        return new CalendarItems(
            [.. shown.Where(c => c.IsDuty && c.LateAt(now) <= now)],
            // What is due today is due all day.
            [.. shown.Where(c => (c.IsAllDay ? c.LateAt(now) > filter.From : c.At >= filter.From) && c.At < until)],
            isCut
        )
        {
            People = [.. people.Values.OrderBy(p => p.Name, StringComparer.Ordinal)],
            Systems = [.. names.Select(s => (s.Id, s.Name))],
            Models = [.. all.Select(c => c.Model).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Kinds = [.. all.Select(c => c.Kind).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>Reads what concerns a person: what is theirs, and what waits for no one person.</summary>
    public async Task<IReadOnlyList<RunningClock>> OfPersonAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(access);
        var (all, _) = await AllAsync(db, access, now, ct);
        var until = now.AddDays(CalendarFilter.MaxDays);
        return [.. all.Where(c => (c.Person is null || c.Person == access.Person) && c.At < until)];
    }

    private async Task<(IReadOnlyList<RunningClock> All, bool IsCut)> AllAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var found = await ClockReading.ReadAsync(sources, "calendar", db, access, MostOfEach, now, ct);
        return (
            [.. found.SelectMany(c => c).OrderBy(c => c.At).ThenBy(c => c.English, StringComparer.Ordinal)],
            found.Any(c => c.Count >= MostOfEach)
        );
    }

    private static bool Fits(RunningClock clock, CalendarFilter filter, UserId? person) =>
        (
            string.IsNullOrEmpty(filter.Who)
            || (filter.Who == "mine" ? clock.Person is { } own && own == person : clock.Person?.ToString() == filter.Who)
        )
        && (string.IsNullOrEmpty(filter.System) || clock.System?.ToString() == filter.System)
        && (string.IsNullOrEmpty(filter.Model) || clock.Model == filter.Model)
        && (string.IsNullOrEmpty(filter.Kind) || clock.Kind == filter.Kind);
}
