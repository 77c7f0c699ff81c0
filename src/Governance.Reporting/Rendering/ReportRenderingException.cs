namespace Governance.Reporting.Rendering;

/// <summary>One document could not be printed: too large, too slow, or the converter failed on it.</summary>
public sealed class ReportRenderingException : Exception
{
    public ReportRenderingException(string message)
        : base(message) { }

    public ReportRenderingException(string message, Exception inner)
        : base(message, inner) { }

    public ReportRenderingException()
        : base("The report could not be printed.") { }

    /// <summary>True when the converter gave no answer in time or ended, which may be its fault.</summary>
    public bool IsSilence { get; init; }
}
