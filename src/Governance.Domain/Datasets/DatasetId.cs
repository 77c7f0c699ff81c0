namespace Governance.Domain.Datasets;

/// <summary>The record of a dataset.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DatasetId(int Number) : IDisplayId<DatasetId>
{
    /// <inheritdoc/>
    public static string Prefix => "DTS";

    /// <inheritdoc/>
    public static DatasetId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
