using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>
/// Rosters and tests of the stop control as evidence of human oversight: who oversees today, as the roster says, for the person who asks
/// for it and Art. 26(2) above all; the newest confirmed test that stopped the system for Art. 14.
/// </summary>
internal sealed class FindOversightRecords(TimeProvider clock) : IFindRecords
{
    private const string Kind = "human_oversight_record";
    private const string Stopping = "OBL-14";
    private const int MaxTests = 50;

    public string Name => "Rosters of overseers and tests of the stop control";

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var ids = systems.Select(s => s.System).Distinct().ToList();
        var (overseers, now) = (await OverseersAsync(db, ids, ct), clock.GetLocalNow());
        var confirmed = db.StopTests.AsNoTracking().Where(t => ids.Contains(t.System) && t.State == StopTestState.Confirmed);
        var tests = await confirmed
            .Where(t => !confirmed.Any(later => later.System == t.System && later.TestedAt > t.TestedAt))
            .OrderBy(t => t.Id)
            .Select(t => new
            {
                t.Id,
                t.System,
                t.Result,
                t.TestedAt,
            })
            .ToListAsync(ct);
        var found = new List<SystemEvidence>();
        foreach (var system in ids)
        {
            // The roster is what it says today, whenever someone last changed it.
            FoundEvidence? roster = overseers.Exists(o => o.System == system)
                ? Found(system, $"Roster of trained overseers", RosterOf(system), now)
                : null;
            if (roster is not null)
            {
                found.Add(new(system, roster));
            }

            if (tests.Find(t => t.System == system && t.Result is StopTestResult.Stopped) is { } test)
            {
                // What is evidence of one obligation alone comes before what is evidence of any: the roster is both then.
                found.Add(
                    new(
                        system,
                        Found(system, $"Test of the stop control", test.Id.ToString(), test.TestedAt) with
                        {
                            Obligation = Stopping,
                        }
                    )
                );
                if (roster is not null)
                {
                    found.Add(new(system, roster with { Obligation = Stopping }));
                }
            }
        }

        return found;
    }

    public async Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct)
    {
        var id = scope.System.Id;
        var found = new List<FoundRecord>();
        var overseers = await OverseersAsync(db, [id], ct);
        if (overseers.Count > 0)
        {
            found.Add(
                Record(id, RosterOf(id), $"Roster of trained overseers", overseers.Max(o => o.ChangedAt), [.. overseers.Select(Row)])
            );
        }

        var tests = await db
            .StopTests.AsNoTracking()
            .Where(t => t.System == id && t.State == StopTestState.Confirmed)
            .OrderByDescending(t => t.TestedAt)
            .ThenByDescending(t => t.Id)
            .Take(MaxTests)
            .ToListAsync(ct);
        if (tests.Count > 0)
        {
            found.Add(Record(id, $"stop-tests:{id}", $"Tests of the stop control", tests[0].TestedAt, [.. tests.Select(Row)]));
        }

        return found;
    }

    // Those who count today: appointed, trained, and with an account that is active.
    private async Task<List<Overseer>> OverseersAsync(GovernanceDbContext db, List<SystemId> systems, CancellationToken ct)
    {
        var now = clock.GetLocalNow();
        var today = now.Day();
        var open = await db
            .Overseers.AsNoTracking()
            .Where(o =>
                systems.Contains(o.System) && o.EndedAt == null && !db.Users.Any(u => u.Id == (int)(object)o.Person && u.DisabledAt <= now)
            )
            .OrderBy(o => o.Id)
            .ToListAsync(ct);
        return [.. open.Where(o => o.CountsOn(today))];
    }

    private static string RosterOf(SystemId system) => $"roster:{system}";

    private static FoundEvidence Found(SystemId system, FormattableString title, string reference, DateTimeOffset at) =>
        new(Kind, title, reference, ComplianceAddresses.Oversight(system), at, system.ToString(), OfServedVersion: true, Live: true);

    private static FoundRecord Record(
        SystemId system,
        string id,
        FormattableString title,
        DateTimeOffset at,
        IReadOnlyList<IReadOnlyDictionary<string, RecordValue>> rows
    ) =>
        new()
        {
            Kind = Kind,
            Id = id,
            Title = title,
            Href = ComplianceAddresses.Oversight(system),
            Sha256 = FoundRecord.DigestOf(Kind, id, rows),
            IsComputed = true,
            At = at,
            Rows = rows,
        };

    private static Dictionary<string, RecordValue> Row(Overseer overseer)
    {
        var last = overseer.Trainings.MaxBy(t => (t.ValidUntil, t.Number))!;
        return Values(
            ("overseer", RecordValue.Of(overseer.PersonName)),
            ("authority", Said($"{new PortalWords(OversightLabels.Of(overseer.Authority))}")),
            ("competence", Said($"{last.What}, {last.Trainer}, {Day(last.On)}, valid until {Day(last.ValidUntil)}")),
            ("measure", Said($"A named person oversees the system")),
            (
                "time",
                Said(
                    overseer.Until is { } until ? $"{Day(overseer.From)} to {Day(until)}" : (FormattableString)$"since {Day(overseer.From)}"
                )
            )
        );
    }

    private static Dictionary<string, RecordValue> Row(StopTest test) =>
        Values(
            ("measure", Said($"Stop control")),
            ("event", Said($"Test of the stop control, {test.Id}")),
            ("outcome", Said(Outcome(new PortalWords(OversightLabels.Of(test.Result)), test.SecondsToStop))),
            ("overseer", Said($"{test.RecordedByName}, confirmed by {test.DecidedByName}")),
            ("time", Said($"{Day(test.TestedAt.Day())}"))
        );

    private static FormattableString Outcome(PortalWords result, int? seconds) =>
        seconds is { } after
            ? $"{result}; time to stop: {after.ToString("#,0", CultureInfo.InvariantCulture)} s"
            : (FormattableString)$"{result}";

    private static RecordValue Said(FormattableString sentence) => RecordValue.Of("", [sentence]);

    private static Dictionary<string, RecordValue> Values(params IEnumerable<(string Field, RecordValue Value)> fields) =>
        fields.ToDictionary(f => f.Field, f => f.Value, StringComparer.Ordinal);

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
