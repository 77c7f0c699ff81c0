namespace Governance.Domain.Monitoring;

/// <summary>A monitoring window of predictions.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct WindowId(int Number) : IDisplayId<WindowId>
{
    /// <inheritdoc/>
    public static string Prefix => "WIN";

    /// <inheritdoc/>
    public static WindowId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
