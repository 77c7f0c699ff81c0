namespace Governance.Cli.Conversion;

/// <summary>A report of another tool is not what it should be.</summary>
/// <param name="place">Where in it.</param>
/// <param name="reason">What is wrong there, as the end of a sentence.</param>
internal sealed class ConversionException(string place, string reason) : Exception($"{place}: {reason}")
{
    public string Place { get; } = place;
}
