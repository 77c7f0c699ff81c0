using Governance.Domain.Audit;

namespace Governance.Domain.Monitoring;

/// <summary>
/// Something about a model that is watched window after window: a feature, a metric, a group difference, a business figure.
/// </summary>
public sealed class ModelMonitor : IAudited
{
    /// <summary>Most monitors of one model.</summary>
    public const int MaxPerModel = 500;

    /// <summary>Longest name of what is watched, in characters.</summary>
    public const int MaxName = 300;

    /// <summary>Longest name and value of a segment, in characters.</summary>
    public const int MaxSegment = 150;

    /// <summary>Shortest rhythm in which data can be expected, in hours.</summary>
    public const double MinEveryHours = 0.1;

    /// <summary>Longest: a leap year.</summary>
    public const double MaxEveryHours = 8_784;

    private ModelMonitor() { }

    /// <summary>The readable id.</summary>
    public MonitorId Id { get; private init; }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>What kind of thing is watched.</summary>
    public MonitorKind Kind { get; private init; }

    /// <summary>Column, metric, protected attribute or name of the business figure; <c>*</c> for data quality.</summary>
    public string Target { get; private init; } = "";

    /// <summary>Column whose value makes the segment; empty for all rows.</summary>
    public string SegmentColumn { get; private init; } = "";

    /// <summary>The value rows of the segment have; empty for all rows.</summary>
    public string SegmentValue { get; private init; } = "";

    /// <summary>See <see cref="MonitorTerms.Lower"/>.</summary>
    public double? Lower { get; private set; }

    /// <summary>See <see cref="MonitorTerms.Upper"/>.</summary>
    public double? Upper { get; private set; }

    /// <summary>See <see cref="MonitorTerms.MinimumRows"/>.</summary>
    public long MinimumRows { get; private set; }

    /// <summary>See <see cref="MonitorTerms.Consecutive"/>.</summary>
    public int Consecutive { get; private set; }

    /// <summary>See <see cref="MonitorTerms.Owner"/>.</summary>
    public Identity.UserId? Owner { get; private set; }

    /// <summary>See <see cref="MonitorTerms.AsksForRetraining"/>.</summary>
    public bool AsksForRetraining { get; private set; }

    /// <summary>See <see cref="MonitorTerms.ExpectedEveryHours"/>.</summary>
    public double? ExpectedEveryHours { get; private set; }

    /// <summary>False while no one watches.</summary>
    public bool IsEnabled { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>True when it watches only some rows.</summary>
    public bool HasSegment => SegmentColumn.Length > 0;

    /// <summary>Makes a monitor.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="kind">What kind of thing is watched.</param>
    /// <param name="target">What is watched.</param>
    /// <param name="segment">Column and value of the rows watched; null for all rows.</param>
    /// <param name="terms">Bounds, rows, windows in a row, owner.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<ModelMonitor> Create(
        MonitorId id,
        string model,
        MonitorKind kind,
        string? target,
        (string Column, string Value)? segment,
        MonitorTerms terms,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(terms);
        var name = kind is MonitorKind.Quality ? "*" : target?.Trim() ?? "";
        if (name.Length is 0 or > MaxName)
        {
            return MonitoringRefusals.TargetMissing;
        }

        if (NameText.Misleads(name) || (segment is { } named && (NameText.Misleads(named.Column) || NameText.Misleads(named.Value))))
        {
            return MonitoringRefusals.TargetMisleads;
        }

        if (
            segment is { } part
            && (kind is not MonitorKind.Drift || part.Column.Length is 0 or > MaxSegment || part.Value.Length is 0 or > MaxSegment)
        )
        {
            return MonitoringRefusals.SegmentNotValid;
        }

        if (kind is MonitorKind.Performance && !Metrics.Contains(name, StringComparer.Ordinal))
        {
            return MonitoringRefusals.MetricUnknown;
        }

        if (Refuses(kind, terms) is { } refusal)
        {
            return refusal;
        }

        var monitor = new ModelMonitor
        {
            Id = id,
            Model = model,
            Kind = kind,
            Target = name,
            SegmentColumn = segment?.Column ?? "",
            SegmentValue = segment?.Value ?? "",
            CreatedAt = now,
            IsEnabled = true,
            Revision = 1,
        };
        monitor.Take(terms);
        return monitor;
    }

    /// <summary>Metrics a performance monitor can watch, as the performance JSON names them.</summary>
    public static IReadOnlyList<string> Metrics { get; } = ["auc", "fpr", "fnr", "accuracy", "precision", "recall"];

    /// <summary>
    /// True when it may raise less than it does: by a wider limit, more rows or windows, a longer rhythm, or by not looking at all.
    /// </summary>
    /// <param name="terms">What is to hold.</param>
    /// <param name="enabled">Whether it is to look at all.</param>
    public bool IsLoosenedBy(MonitorTerms terms, bool enabled)
    {
        ArgumentNullException.ThrowIfNull(terms);
        // Without a limit of its own it goes by the one that its kind has, and figures of other kinds by none. A limit that takes the
        // place of the kind's may be wider, and one that is taken away is one that nothing reaches: no comparison holds of null.
        var byKind = Lower is null && Upper is null && Kind is not (MonitorKind.Business or MonitorKind.Evaluation);
        return IsEnabled
            && (
                !enabled
                || (byKind && (terms.Lower, terms.Upper) is not (null, null))
                || (Lower is { } low && !(terms.Lower >= low))
                || (Upper is { } high && !(terms.Upper <= high))
                || terms.MinimumRows > MinimumRows
                || terms.Consecutive > Consecutive
                || (ExpectedEveryHours is { } hours && !(terms.ExpectedEveryHours <= hours))
            );
    }

    /// <summary>Changes what a person sets of it.</summary>
    public Refusal? Change(MonitorTerms terms, bool isEnabled)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (Refuses(Kind, terms) is { } refusal)
        {
            return refusal;
        }

        Take(terms);
        IsEnabled = isEnabled;
        Revision++;
        return null;
    }

    // The figure itself is held against limits, not its difference from a reference.
    private static bool HasOwnLimits(MonitorKind kind) => kind is MonitorKind.Business or MonitorKind.Evaluation;

    private static Refusal? Refuses(MonitorKind kind, MonitorTerms terms)
    {
        if (terms.MinimumRows is < 1 or > 1_000_000_000)
        {
            return MonitoringRefusals.MinimumNotValid;
        }

        if (terms.Consecutive is < 1 or > 100)
        {
            return MonitoringRefusals.ConsecutiveNotValid;
        }

        if (
            terms.Lower is { } low && (!double.IsFinite(low) || !HasOwnLimits(kind))
            || terms.Upper is { } high && !double.IsFinite(high)
            || terms.Lower >= terms.Upper
        )
        {
            return MonitoringRefusals.LimitNotValid;
        }

        if (terms.ExpectedEveryHours is not (null or (>= MinEveryHours and <= MaxEveryHours)))
        {
            return MonitoringRefusals.RhythmNotValid;
        }

        return kind switch
        {
            _ when HasOwnLimits(kind) => terms is { Lower: null, Upper: null } ? MonitoringRefusals.LimitMissing : null,
            _ when terms.Upper <= 0 => MonitoringRefusals.LimitNotValid,
            _ => null,
        };
    }

    private void Take(MonitorTerms terms) =>
        (Lower, Upper, MinimumRows, Consecutive, Owner, AsksForRetraining, ExpectedEveryHours) = (
            terms.Lower,
            terms.Upper,
            terms.MinimumRows,
            terms.Consecutive,
            terms.Owner,
            terms.AsksForRetraining,
            terms.ExpectedEveryHours
        );
}
