namespace Governance.Reporting;

/// <summary>A record contradicts itself, such as bundle bytes that do not have the bundle's digest: nothing is printed.</summary>
public sealed class ReportDataException : Exception
{
    public ReportDataException(string message)
        : base(message) { }

    public ReportDataException(string message, Exception inner)
        : base(message, inner) { }

    public ReportDataException()
        : base("The report's record contradicts itself.") { }
}
