namespace Governance.Domain.Reports;

/// <summary>A report made or being made.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ReportId(int Number) : IDisplayId<ReportId>
{
    /// <inheritdoc/>
    public static string Prefix => "REP";

    /// <inheritdoc/>
    public static ReportId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
