using System.Text;
using System.Text.Json;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Scoring;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// Writes how a try of a run ended. What a run found is filed with it, in one transaction: once, and all of it or nothing.
/// </summary>
internal sealed class EndRun(
    ActionRunner runner,
    IFileEvidence evidence,
    IAlertsChanged rescore,
    FollowOverdue overdue,
    DatabaseClock time,
    ChangeFeed feed
)
{
    private const string Action = "validation-run.ended";
    private const string Tool = "Scheduled validation";

    /// <summary>Which version it is about is known.</summary>
    public Task MeasuresAsync(Domain.Validation.ValidationRun claimed, string version, CancellationToken ct) =>
        ChangeAsync(claimed, (run, _) => run.Measures(version), ct);

    /// <summary>A node that stops gives it back.</summary>
    public Task ReturnAsync(Domain.Validation.ValidationRun claimed, CancellationToken ct) =>
        ChangeAsync(claimed, (run, now) => run.Return(now), ct);

    /// <summary>A try failed.</summary>
    public Task MissAsync(Domain.Validation.ValidationRun claimed, RunFailedException problem, CancellationToken ct) =>
        ChangeAsync(claimed, (run, now) => run.Miss(problem.Fault, problem.Message, problem.MayPass, now), ct);

    /// <summary>It was measured: files what was found, unless the run was cancelled or another version runs by now.</summary>
    public async Task SucceedAsync(Domain.Validation.ValidationRun claimed, RunSubject subject, RunOutcome outcome, CancellationToken ct)
    {
        var schedule = claimed.Schedule;
        var parts = outcome.Parts.Select(part => (Kind: KindOf(part.Kind), Canonical: Canonical(part))).ToList();
        var version = subject.Version;
        await evidence.PrepareAsync(version.Model, version.Version, ct);
        await rescore.PrepareAsync(version.Model, ct);
        var found = outcome.ToValidationFound(FiguresSha256(parts.Select(p => p.Canonical)));
        var ended = await runner.RunAsync<Done>(
            // Anyone who set the schedule up stands behind what is filed: the log names it.
            Actor.OfJob(ValidationSchedule.JobOf(schedule)),
            new Attempt(Action, schedule.ToString(), Permission.AddEvidence),
            (context, token) => RecordAsync(context, claimed, version, found, parts, token),
            ct
        );
        if (ended.Refusal is { } refusal)
        {
            var moved = refusal.Code == Moved.Code;
            throw new RunFailedException(moved ? ValidationFault.Moved : ValidationFault.Portal, refusal.Message, mayPass: true);
        }
    }

    private static Refusal Moved { get; } =
        new(
            "validation.moved",
            $"Another version was deployed while this one was measured. The measurement is repeated.",
            RefusalKind.Conflict
        );

    private async Task<Result<Done>> RecordAsync(
        ActionContext context,
        Domain.Validation.ValidationRun claimed,
        ModelVersion version,
        ValidationFound found,
        IReadOnlyList<(EvidenceKind Kind, byte[] Canonical)> parts,
        CancellationToken ct
    )
    {
        var run = await HeldAsync(context.Db, claimed, ct);
        if (run.IsOver)
        {
            return Done.Instance; // cancelled in the meantime: nothing is filed
        }

        var schedule = await context.Db.ValidationSchedules.SingleAsync(s => s.Id == run.Schedule, ct);
        if (await FindSubject.VersionAsync(context.Db, schedule, ct) != version.Version)
        {
            return Moved;
        }

        var filed = new List<EvidenceId>();
        foreach (var (kind, canonical) in parts)
        {
            var one = await evidence.FileAsync(
                context,
                new EvidenceToFile(version.Model, version.Version, kind, Tool, context.Now, canonical),
                ct
            );
            if (one.Refusal is { } refusal)
            {
                return refusal;
            }

            filed.Add(one.Value);
        }

        run.Succeed(found with { Evidence = filed }, await time.NowAsync(context.Db, ct));
        schedule.Ended(run, context.Now);
        Append(context, schedule, run);
        await overdue.EndAsync(context, schedule, ct);
        return Done.Instance;
    }

    private async Task ChangeAsync(
        Domain.Validation.ValidationRun claimed,
        Action<Domain.Validation.ValidationRun, DateTimeOffset> change,
        CancellationToken ct
    )
    {
        var id = claimed.Id;
        await runner.RunAsync<Done>(
            ValidationEvents.Job,
            new Attempt(Action, id.ToString(), null),
            async (context, token) =>
            {
                var run = await HeldAsync(context.Db, claimed, token);
                if (run.IsOver)
                {
                    return Done.Instance;
                }

                change(run, await time.NowAsync(context.Db, token));
                if (run.IsOver)
                {
                    var schedule = await context.Db.ValidationSchedules.SingleAsync(s => s.Id == run.Schedule, token);
                    schedule.Ended(run, context.Now);
                    Append(context, schedule, run);
                }

                return Done.Instance;
            },
            ct
        );
        feed.Announce([new Change(Action, id.ToString())]); // open pages show how far it is
    }

    // The end of the lease tells one claim from the next.
    private static async Task<Domain.Validation.ValidationRun> HeldAsync(
        GovernanceDbContext db,
        Domain.Validation.ValidationRun claimed,
        CancellationToken ct
    )
    {
        var run = await db.ValidationRuns.SingleAsync(r => r.Id == claimed.Id, ct);
        return run.IsOver || run.NextAt == claimed.NextAt ? run : throw new LeaseLostException();
    }

    private static void Append(ActionContext context, ValidationSchedule schedule, Domain.Validation.ValidationRun run) =>
        context.Append(
            ValidationEvents.Of(
                Action,
                schedule,
                ("run", run.Id.ToString()),
                ("state", WireName.Of(run.State)),
                ("version", run.Version),
                ("verdict", run.Verdict is { } verdict ? WireName.Of(verdict) : null),
                ("fault", run.State is ValidationRunState.Failed && run.Fault is { } fault ? WireName.Of(fault) : null),
                ("dataSha256", run.DataSha256),
                ("figuresSha256", run.FiguresSha256),
                ("evidence", ValidationEvents.Texts(run.Evidence.Select(e => e.ToString())))
            )
        );

    private static EvidenceKind KindOf(string kind) =>
        WireName.TryParse<EvidenceKind>(kind, out var known) ? known : throw new InvalidOperationException($"{kind} is no evidence.");

    private static byte[] Canonical(EvidencePart part)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            part.Write(writer);
        }

        return ForeignJson.Canonicalize(bytes.ToArray()).Value;
    }

    private static string FiguresSha256(IEnumerable<byte[]> parts) =>
        Sha256Hex.Of(Encoding.ASCII.GetBytes(string.Concat(parts.Select(p => Sha256Hex.Of(p)))));
}
