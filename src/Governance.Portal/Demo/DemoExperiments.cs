using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Experiments;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// The next version of the detector in shadow of the one in production: what both say about the same connections, week by week, until one
/// may stop. Someone else concludes it, which is still to come.
/// </summary>
internal sealed class DemoExperiments(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    PlanExperiment plan,
    DecideExperiment decide,
    StartExperiment start,
    AddObservations add
)
{
    private const string Model = "netflow-detector";
    private const string Challenger = "2.0.0";
    private const string Correct = "correct";
    private const string FalseAlarm = "false_alarm";

    /// <summary>The engineer plans it.</summary>
    public async Task<Refusal?> PlanAsync(Actor engineer, CancellationToken ct) =>
        (
            await plan.RunAsync(
                engineer,
                new(
                    Model,
                    "shadow",
                    Challenger,
                    "It recognises the two attack types of this autumn and raises no additional false alarms.",
                    [new(Correct, "higher", 0.96), new(FalseAlarm, "lower", 0.02, Limit: 0.01)],
                    Effect: 0.005
                ),
                ct
            )
        ).Refusal;

    /// <summary>The risk officer approves the plan.</summary>
    public async Task<Refusal?> ApproveAsync(Actor officer, string proof, CancellationToken ct) =>
        (
            await decide.RunAsync(
                officer,
                new(
                    await IdAsync(ct),
                    ExperimentStep.Approval,
                    "approve",
                    "It decides nothing, and the limit is the one we use today.",
                    proof
                ),
                ct
            )
        ).Refusal;

    /// <summary>The engineer starts it and sends one batch a week of the log.</summary>
    public async Task<Refusal?> RunAsync(Actor engineer, DemoFolderSamples told, Action<string> say, CancellationToken ct)
    {
        if (told.Samples.ShadowPredictions is not { } log)
        {
            return null;
        }

        var id = await IdAsync(ct);
        var started = await start.RunAsync(engineer, id, ct);
        using var shadow = await WindowFiles.SplitAsync(log, Challenger, ct, told.Samples.Shift);
        var refused = started.Refusal;
        var batches = 0;
        foreach (var window in told.Windows.Files.Where(w => !w.IsReference))
        {
            if (refused is not null || await StateAsync(id, ct) is not ExperimentState.Running)
            {
                break;
            }

            if (shadow.Files.FirstOrDefault(f => f.Window == window.Window) is { } beside)
            {
                refused = (await add.RunAsync(engineer, id, await BatchAsync(window, beside, ct), ct)).Refusal;
                batches++;
            }
        }

        say($"{Model} {Challenger}: {batches} weeks in shadow ({id})");
        return refused;
    }

    // Rows that both versions scored and whose truth is known.
    private static async Task<ObservationsBody> BatchAsync(WindowFile champion, WindowFile challenger, CancellationToken ct)
    {
        var (correct, alarms) = (new Arms(), new Arms());
        var others = await RowsAsync(challenger, ct);
        foreach (var (id, row) in await RowsAsync(champion, ct))
        {
            if (row["true_label"] is { Length: > 0 } truth && others.TryGetValue(id, out var other))
            {
                var (said, says) = (row["predicted_label"], other["predicted_label"]);
                correct.Add(said == truth, says == truth);
                if (truth == "0")
                {
                    alarms.Add(said != truth, says != truth);
                }
            }
        }

        return new($"Replay of {champion.Window}", [correct.Of(Correct), alarms.Of(FalseAlarm)]);
    }

    private static async Task<Dictionary<string, Dictionary<string, string>>> RowsAsync(WindowFile file, CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(file.Path, ct);
        var names = lines[0].Split(',');
        return lines
            .Skip(1)
            .Select(line => names.Zip(line.Split(',')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))
            .ToDictionary(row => row["decision_id"], StringComparer.Ordinal);
    }

    private async Task<string> IdAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return (await db.Experiments.Where(e => e.Model == Model).Select(e => e.Id).SingleAsync(ct)).ToString();
    }

    private async Task<ExperimentState> StateAsync(string id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return DisplayId.TryParse<ExperimentId>(id, out var named)
            ? await db.Experiments.Where(e => e.Id == named).Select(e => e.State).SingleAsync(ct)
            : ExperimentState.Planned;
    }

    private sealed class Arms
    {
        private int _rows;
        private int _champion;
        private int _challenger;
        private int _both;

        public void Add(bool champion, bool challenger)
        {
            _rows++;
            _champion += champion ? 1 : 0;
            _challenger += challenger ? 1 : 0;
            _both += champion && challenger ? 1 : 0;
        }

        public ExperimentFigure Of(string metric) => new(metric, _rows, _champion, _rows, _challenger, _both);
    }
}
