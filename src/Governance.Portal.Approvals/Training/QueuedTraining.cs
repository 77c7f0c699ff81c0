using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Training;
using Governance.Localisation;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.Training;

/// <summary>Requests to train that wait for a person who may answer them, and runs without a permit for those who own their data.</summary>
internal sealed class QueuedTraining : IQueueSource
{
    private const int Most = 100;

    public async Task<IReadOnlyList<QueueItem>> WaitingAsync(
        GovernanceDbContext db,
        Access access,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!access.Has(Permission.ApproveTraining) || access.Person is not { } person)
        {
            return [];
        }

        var owns = $"\"{nameof(TrainingData.Owner)}\":\"{person}\"";
        var isSecurity = access.Role == Roles.SecurityReviewer;
        var waiting = await db
            .TrainingPermits.AsNoTracking()
            .Where(p => p.State == TrainingState.Waiting)
            .Where(p => (isSecurity && p.NeedsSecurity) || ((string)(object)EF.Property<List<TrainingData>>(p, "_data")).Contains(owns))
            .OrderBy(p => p.Id)
            .Take(Most)
            .Select(p => new { Permit = p, Slots = db.TrainingAnswers.Where(a => a.Permit == p.Id).Select(a => a.Slot).ToList() })
            .ToListAsync(ct);
        var runs = await RunsAsync(db, person, ct);
        return
        [
            .. runs.Where(r => r.Asks(person))
                .Select(r => new QueueItem(
                    r.Id.ToString(),
                    TrainingRunsPage.Waiting,
                    "Training run",
                    "science",
                    Wording.Verbatim(r.Model.Length > 0 ? r.Model : r.Job),
                    Wording.Verbatim($"{T.Word(TrainingLabels.Of(r.Verdict).Word)}: {Data(r)}"),
                    Wording.Text($"Say what happened, and what will be done with the version")
                )
                {
                    Since = r.FoundAt,
                }),
            .. waiting
                .Where(w => w.Permit.SlotFor(person, access.Role) is { IsDone: true, Value: var slot } && !w.Slots.Contains(slot))
                .Select(w => new QueueItem(
                    w.Permit.Id.ToString(),
                    TrainingPermitPage.Of(w.Permit.Id),
                    "Training request",
                    "science",
                    Wording.Verbatim(w.Permit.Model),
                    Wording.Verbatim(string.Join(", ", w.Permit.Data.Select(d => TrainingStatement.NameOf(d.Name, d.Version)))),
                    Wording.Text($"Allow or refuse the training")
                )
                {
                    Since = w.Permit.RequestedAt,
                }),
        ];
    }

    // Those that ask this person, as TrainingRun.Asks says it: where an organisation keeps no records of data, runs that ask no one are
    // many, and older. Who is asked is kept as [1,23].
    private static Task<List<TrainingRun>> RunsAsync(GovernanceDbContext db, UserId person, CancellationToken ct)
    {
        var number = person.Number.ToString(CultureInfo.InvariantCulture);
        var (only, first, between, last) = ($"[{number}]", $"[{number},", $",{number},", $",{number}]");
        return db
            .TrainingRuns.AsNoTracking()
            .Where(r => r.Verdict != TrainingVerdict.Covered && r.AnsweredAt == null)
            .Select(r => new { Run = r, Asked = (string)(object)EF.Property<List<UserId>>(r, "_asked") })
            .Where(r =>
                r.Asked == only
                || r.Asked.Contains(first)
                || r.Asked.Contains(between)
                || r.Asked.Contains(last)
                || (r.Asked == "[]" && r.Run.Model == "")
            )
            .OrderBy(r => r.Run.Id)
            .Take(Most)
            .Select(r => r.Run)
            .ToListAsync(ct);
    }

    private static string Data(TrainingRun run) => string.Join(", ", run.Gaps.Select(g => g.Dataset).Distinct(StringComparer.Ordinal));
}
