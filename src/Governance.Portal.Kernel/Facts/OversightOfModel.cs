using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Governance.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Reads who oversees the AI systems of a model: what gates judge and bundles name. A system that ever had an overseer or a test keeps a
/// roster: to end its last appointment does not let a typed file count again.
/// </summary>
public static class OversightOfModel
{
    /// <summary>The rosters, compared with the log; null when no system of the model keeps one.</summary>
    /// <param name="db">The action's context; what it has queued counts.</param>
    /// <param name="model">The model.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public static async Task<GateOversight?> ReadAsync(GovernanceDbContext db, Model model, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(model);
        var systems = (await SystemsWithModel.InUseAsync(db, model, ct)).Select(s => s.Id).ToList();
        if (systems.Count == 0)
        {
            return null;
        }

        await RecordIntegrity.EnsureAsync(
            db,
            [
                RecordsAsked.Of<Overseer>(nameof(Overseer.System), systems.Select(s => (object)s)).OrGoneUnder(Numbers(systems)),
                RecordsAsked.Of<StopTest>(nameof(StopTest.System), systems.Select(s => (object)s)).OrGoneUnder(Numbers(systems)),
            ],
            ct
        );
        var overseers = await db
            .Overseers.IgnoreQueryFilters()
            .Where(o => systems.Contains(o.System))
            .WithPendingAsync(db, o => systems.Contains(o.System), ct);
        var tests = await db
            .StopTests.IgnoreQueryFilters()
            .Where(t => systems.Contains(t.System))
            .WithPendingAsync(db, t => systems.Contains(t.System), ct);
        if (overseers.Count == 0 && tests.Count == 0)
        {
            return null;
        }

        // An account can be disabled from a day on: what it does ends then, before anyone ends the appointment.
        var people = overseers.Select(o => o.Person.Number).Distinct().ToList();
        await RecordIntegrity.EnsureAsync(db, [RecordsAsked.Of<User>(nameof(User.Id), people.Select(p => (object)p))], ct);
        var ends = await db
            .Users.AsNoTracking()
            .Where(u => people.Contains(u.Id))
            .Select(u => new { u.Id, u.DisabledAt })
            .ToDictionaryAsync(u => u.Id, u => u.DisabledAt, ct);
        return new GateOversight(
            overseers.Select(o => o.ChangedAt).Concat(tests.Select(t => t.ChangedAt)).Max(),
            [
                .. systems.Select(system => new GateOverseenSystem(
                    system.ToString(),
                    [.. overseers.Where(o => o.System == system && o.EndedAt is null).Select(o => GateOf(o, ends))],
                    tests.Where(t => t.System == system && t.State is StopTestState.Confirmed).MaxBy(t => (t.TestedAt, t.Id.Number))
                        is { } last
                        ? new GateStopTest(last.Id.ToString(), last.TestedAt, WireName.Of(last.Result))
                        : null
                )),
            ]
        );
    }

    private static IEnumerable<object> Numbers(IEnumerable<SystemId> systems) => systems.Select(s => (object)s.Number);

    // Days are days of UTC; the last one counts to its end. An account that is not there oversees nothing.
    private static GateOverseer GateOf(Overseer overseer, Dictionary<int, DateTimeOffset?> ends)
    {
        var until = overseer.Until is { } last ? Midnight(last.AddDays(1)) : (DateTimeOffset?)null;
        var disabled = ends.TryGetValue(overseer.Person.Number, out var at) ? at : DateTimeOffset.UnixEpoch;
        return new GateOverseer(
            overseer.Id.ToString(),
            overseer.Person.ToString(),
            WireName.Of(overseer.Authority),
            Midnight(overseer.From),
            until is null || disabled < until ? disabled ?? until : until,
            overseer.TrainedUntil is { } trained ? Midnight(trained.AddDays(1)) : null
        );
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
