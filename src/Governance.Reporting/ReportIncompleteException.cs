namespace Governance.Reporting;

/// <summary>A section could not be computed, and a complete report was asked for.</summary>
public sealed class ReportIncompleteException : Exception
{
    public ReportIncompleteException(IReadOnlyList<SectionGap> gaps)
        : base(
            $"The report was not created: {string.Join(" ", gaps.Select(gap => $"{gap.Section}: {gap.Reason}"))} Request a draft to print "
                + "the rest."
        ) => Gaps = gaps;

    public ReportIncompleteException(string message)
        : base(message) => Gaps = [];

    public ReportIncompleteException(string message, Exception inner)
        : base(message, inner) => Gaps = [];

    public ReportIncompleteException()
        : this([]) { }

    public IReadOnlyList<SectionGap> Gaps { get; }
}
