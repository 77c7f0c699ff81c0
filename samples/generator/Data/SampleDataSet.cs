namespace Governance.Samples.Data;

internal sealed record SampleDataSet(
    FeatureSet Features,
    IReadOnlyList<string> ProtectedNames,
    IReadOnlyList<SampleRow> Fit,
    IReadOnlyList<SampleRow> Extra,
    IReadOnlyList<SampleRow> Threshold,
    IReadOnlyList<SampleRow> Log,
    IReadOnlyList<Window> Windows,
    DateTimeOffset ClosedAt
)
{
    /// <summary>Labels arriving within this time after the log was closed are known too, later ones are not yet.</summary>
    public static readonly TimeSpan LateCollection = TimeSpan.FromDays(5);

    public IReadOnlyList<SampleRow> Reference { get; } = [.. Log.Where(r => r.Window == "reference")];
}
