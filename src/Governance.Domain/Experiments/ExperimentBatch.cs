using Governance.Domain.Audit;

namespace Governance.Domain.Experiments;

/// <summary>Observations of an experiment that arrived together. Sent twice under one name, they count once.</summary>
public sealed class ExperimentBatch : IAudited
{
    /// <summary>Most batches of an experiment.</summary>
    public const int Most = 1_000;

    /// <summary>Longest name, in characters.</summary>
    public const int MaxName = 100;

    private List<ExperimentFigure> _figures = [];

    private ExperimentBatch() { }

    /// <summary>The experiment.</summary>
    public ExperimentId Experiment { get; private init; }

    /// <summary>Its number within the experiment, from 1 up: the order in which batches are looked at.</summary>
    public int Number { get; private init; }

    /// <summary>Its name, which the sender chose.</summary>
    public string Name { get; private init; } = "";

    /// <summary>The model.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Digest of what was sent.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>When it arrived.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Who sent it, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>What was seen.</summary>
    public IReadOnlyList<ExperimentFigure> Figures => _figures;

    /// <inheritdoc/>
    public string AuditSubject => Experiment.ToString();

    /// <summary>Takes a batch.</summary>
    /// <param name="experiment">The experiment; it runs.</param>
    /// <param name="number">Number of the batch.</param>
    /// <param name="name">Name of the batch.</param>
    /// <param name="figures">What was seen.</param>
    /// <param name="sha256">Digest of what was sent.</param>
    /// <param name="by">Who sent it, as the log writes an actor.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ExperimentBatch> Take(
        Experiment experiment,
        int number,
        string? name,
        IReadOnlyList<ExperimentFigure> figures,
        string sha256,
        string by,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(figures);
        if (experiment.State is not ExperimentState.Running)
        {
            return ExperimentRefusals.NotRunning(experiment.Id, experiment.State);
        }

        if (number > Most)
        {
            return ExperimentRefusals.TooManyBatches;
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxName)
        {
            return ExperimentRefusals.BatchUnnamed;
        }

        var wrong = figures.FirstOrDefault(f =>
            experiment.Metrics.FirstOrDefault(m => m.Name == f.Metric) is not { } metric || !f.Fits(metric, experiment.IsPaired)
        );
        if (wrong is not null || figures.Count == 0 || figures.DistinctBy(f => f.Metric).Count() != figures.Count)
        {
            return ExperimentRefusals.FigureNotPossible(wrong?.Metric ?? "metrics");
        }

        return new ExperimentBatch
        {
            Experiment = experiment.Id,
            Number = number,
            Name = name,
            Model = experiment.Model,
            Sha256 = sha256,
            At = now,
            By = by,
            _figures = [.. figures],
        };
    }
}
