using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Monitoring.Windows;

/// <summary>A file of late labels or a business figure, and whether it counts.</summary>
public sealed record MeasurementView
{
    /// <summary>Its id: LBL-0012, FIG-0003.</summary>
    public required string Id { get; init; }

    /// <summary>labels or figure.</summary>
    public required MeasurementKind Kind { get; init; }

    /// <summary>A figure's series; the digest of a file of labels.</summary>
    public required string Name { get; init; }

    /// <summary>First instant that a figure covers; null for labels.</summary>
    public required DateTimeOffset? Start { get; init; }

    /// <summary>End of what a figure covers, exclusive; null for labels.</summary>
    public required DateTimeOffset? End { get; init; }

    /// <summary>A figure's value; how many labels a file has.</summary>
    public required double Value { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>in-force or withdrawn.</summary>
    public required WindowStatus Status { get; init; }

    /// <summary>True while a second person has to confirm or reject its withdrawal.</summary>
    public required bool AwaitsDecision { get; init; }

    /// <summary>Who asked to withdraw it.</summary>
    public required string? AskedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why; null once erased.</summary>
    public required string? Reason { get; init; }

    /// <summary>The second person.</summary>
    public required string? DecidedBy { get; init; }

    /// <summary>When they decided.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What they said; null once erased.</summary>
    public required string? Decision { get; init; }

    /// <summary>As it is shown.</summary>
    internal static MeasurementView Of(Measurement measured)
    {
        (string Name, DateTimeOffset? Start, DateTimeOffset? End, double Value, DateTimeOffset Sent) of = measured switch
        {
            LabelBatch batch => (batch.DataSha256, null, null, batch.Labels, batch.UploadedAt),
            BusinessFigure figure => (figure.Name, figure.Start, figure.End, figure.Value, figure.StoredAt),
            _ => throw new InvalidOperationException($"{measured.Ref} has a view of its own."),
        };
        return new MeasurementView
        {
            Id = measured.Ref.ToString(),
            Kind = measured.Ref.Kind,
            Name = of.Name,
            Start = of.Start,
            End = of.End,
            Value = of.Value,
            SentAt = of.Sent,
            Status = measured.Status,
            AwaitsDecision = measured.AwaitsDecision,
            AskedBy = measured.AskedByName,
            AskedAt = measured.AskedAt,
            Reason = measured.Reason?.Text,
            DecidedBy = measured.DecidedByName,
            DecidedAt = measured.DecidedAt,
            Decision = measured.Decision?.Text,
        };
    }
}

/// <summary>Lists the files of late labels and the business figures of a version, those that were withdrawn too.</summary>
public sealed class ListMeasurements(IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int MaxRecent = 10;

    /// <summary>Those that came last first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="kind">Labels or figures.</param>
    /// <param name="below">Only with a smaller number; null from the newest.</param>
    /// <param name="limit">How many.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ApiPage<MeasurementView>>> RunAsync(
        string model,
        string version,
        MeasurementKind kind,
        long? below,
        int limit,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Versions.AnyAsync(v => v.Model == model && v.Version == version, ct))
        {
            return ModelRefusals.VersionNotFound(model, version);
        }

        List<Measurement> found =
            kind is MeasurementKind.Labels
                ? [.. await Labels(db, model, version).Where(b => below == null || b.Id < below).Take(limit + 1).ToListAsync(ct)]
                : [.. await Figures(db, model, version).Where(f => below == null || f.Id < below).Take(limit + 1).ToListAsync(ct)];
        return new ApiPage<MeasurementView>(
            [.. found.Take(limit).Select(MeasurementView.Of)],
            found.Count > limit ? Cursor.Encode(found[limit - 1].Ref.ToString()) : null
        );
    }

    /// <summary>The latest of both kinds.</summary>
    public async Task<IReadOnlyList<MeasurementView>> RecentAsync(string model, string version, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return
        [
            .. (await Waiting(Labels(db, model, version)).Take(MaxRecent).ToListAsync(ct)).Select(MeasurementView.Of),
            .. (await Waiting(Figures(db, model, version)).Take(MaxRecent).ToListAsync(ct)).Select(MeasurementView.Of),
        ];
    }

    // What waits for a second person comes first, however old it is.
    private static IQueryable<T> Waiting<T>(IOrderedQueryable<T> all)
        where T : Measurement =>
        all.OrderByDescending(m => m.Status == WindowStatus.InForce && m.AskedAt != null && m.DecidedAt == null)
            .ThenByDescending(m => EF.Property<long>(m, nameof(LabelBatch.Id)));

    private static IOrderedQueryable<LabelBatch> Labels(GovernanceDbContext db, string model, string version) =>
        db.AllLabelBatches.AsNoTracking().Where(b => b.Model == model && b.Version == version).OrderByDescending(b => b.Id);

    private static IOrderedQueryable<BusinessFigure> Figures(GovernanceDbContext db, string model, string version) =>
        db.AllBusinessFigures.AsNoTracking().Where(f => f.Model == model && f.Version == version).OrderByDescending(f => f.Id);
}
