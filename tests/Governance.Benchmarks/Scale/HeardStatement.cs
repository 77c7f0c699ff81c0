namespace Governance.Benchmarks.Scale;

/// <summary>A statement that a portal sent.</summary>
/// <param name="text">As it was sent.</param>
/// <param name="values">Its parameters, the first time.</param>
internal sealed class HeardStatement(string text, IReadOnlyList<(string Name, object? Value)> values)
{
    public string Text => text;

    public IReadOnlyList<(string Name, object? Value)> Values => values;

    /// <summary>How often.</summary>
    public int Times { get; private set; }

    /// <summary>Its shortest time in milliseconds.</summary>
    public double Least { get; private set; } = double.MaxValue;

    /// <summary>Rows that were read of it, the last time.</summary>
    public int Rows { get; set; }

    public void Heard(double milliseconds) => (Times, Least) = (Times + 1, Math.Min(Least, milliseconds));
}
