namespace Governance.Domain.Datasets;

/// <summary>A task that the end of a permission to use data brings.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct DataTaskId(int Number) : IDisplayId<DataTaskId>
{
    /// <inheritdoc/>
    public static string Prefix => "DTK";

    /// <inheritdoc/>
    public static DataTaskId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
