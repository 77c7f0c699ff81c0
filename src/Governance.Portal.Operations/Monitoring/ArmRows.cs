using Governance.Analytics.Experiments;
using Governance.Analytics.Io;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring;

/// <summary>Reads rows of experiments as it reads windows: one upload waits for another rather than for the machine to run out.</summary>
internal sealed class ArmRows(ContentStore store, WindowAnalysis analysis, IOptions<LimitsOptions> limits, TimeProvider clock) : IArmRows
{
    public async Task<Result<IReadOnlyList<ExperimentFigure>>> SumAsync(
        Experiment experiment,
        Stream body,
        Actor actor,
        CancellationToken ct
    )
    {
        var received = await store.ReceiveAsync(body, limits.Value.TableBytes, "Limits__TableBytes", actor, ct);
        if (received.Refusal is { } tooLarge)
        {
            return tooLarge;
        }

        await using var incoming = received.Value;
        var granted = await analysis.UploadTurnAsync(actor.Person, ct);
        if (granted.Refusal is { } crowded)
        {
            return crowded;
        }

        using var turn = granted.Value;
        await using var data = incoming.OpenRead();
        var table = await analysis.ReadAsync(data, ColumnRoles.Default, null, ct);
        if (table.Refusal is { } bad)
        {
            return bad;
        }

        if (RowTimes.RefusesAhead(table.Value, clock.GetUtcNow()) is { } ahead)
        {
            return ahead;
        }

        // A file may leave a guardrail out, whose figures come in a batch of their own; the primary metric has to be there.
        var there = table.Value.SourceColumns.ToHashSet(StringComparer.Ordinal);
        var metrics = experiment.Metrics.Where((m, at) => at == 0 || there.Contains(m.Name));
        try
        {
            var sums = ArmTables.Sum(table.Value, [.. metrics.Select(m => new ArmMetric(m.Name, m.Low, m.High))], experiment.IsPaired);
            return Result<IReadOnlyList<ExperimentFigure>>.Done([
                .. sums.Select(s => new ExperimentFigure(s.Metric, s.Counts[0], s.Sums[0], s.Counts[1], s.Sums[1], s.Both)),
            ]);
        }
        catch (TabularFormatException problem)
        {
            return MonitoringRefusals.BadData(Sentence.Ours(problem.Message));
        }
    }
}
