using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Decisions;

/// <summary>
/// Decisions, by days: they come by the second, and a quiet night is no finding. What is read is the newest decision of each day (UTC).
/// </summary>
internal sealed class DecisionStream(TimeProvider clock) : IDataStream
{
    // Weekends and holidays lie within; what comes less often than every four days has no rhythm that could be learnt from them.
    private const int Days = 28;

    public string Name => "decisions";

    public IReadOnlyCollection<MonitorKind> Monitors { get; } = [];

    public async Task<IReadOnlyList<DataArrivals>> ReadAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<string> models,
        CancellationToken ct
    )
    {
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        // The newest before each midnight, in one statement: a seek in the index for each, however many decisions there are.
        var days = Enumerable
            .Range(0, Days)
            // What was logged for later today before that was refused is not here yet.
            .Select(day => Before(db, models, day == 0 ? db.LatestMeasured : today.AddDays(1 - day)))
            .Aggregate((all, day) => all.Concat(day));
        var newest = (await days.ToListAsync(ct)).Where(d => d.At is not null).ToList();
        return
        [
            .. newest
                .GroupBy(d => d.Model, StringComparer.Ordinal)
                .Select(model => new DataArrivals(
                    model.Key,
                    model
                        .GroupBy(d => d.Version, StringComparer.Ordinal)
                        .ToDictionary(v => v.Key, v => v.Max(d => d.At!.Value), StringComparer.Ordinal),
                    [.. DaysOf(model.Select(d => d.At!.Value))]
                )),
        ];
    }

    private static IQueryable<Decided> Before(GovernanceDbContext db, IReadOnlyCollection<string> models, DateTimeOffset midnight) =>
        db
            .DecisionSources.AsNoTracking()
            .Where(s => models.Contains(s.Model))
            .Select(s => new Decided
            {
                Model = s.Model,
                Version = s.Version,
                At = db.Decisions.Where(d => d.Source == s.Id && d.Time < midnight).Max(d => (DateTimeOffset?)d.Time),
            });

    // A day is there or not, at whatever hour its last decision was made: the newest stands for what it is, the others for their day.
    private static IEnumerable<(DateTimeOffset At, DateTimeOffset ReceivedAt)> DaysOf(IEnumerable<DateTimeOffset> newest)
    {
        foreach (var day in newest.Select(at => at.UtcDateTime.Date).Distinct())
        {
            var at = new DateTimeOffset(day, TimeSpan.Zero);
            yield return (at, at);
        }
    }

    private sealed class Decided
    {
        public required string Model { get; init; }

        public required string Version { get; init; }

        public required DateTimeOffset? At { get; init; }
    }
}
