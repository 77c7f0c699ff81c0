namespace Governance.Reporting.Tests.Accessibility;

/// <summary>What a page paints.</summary>
internal sealed class PagePaint
{
    /// <summary>Numbers of the marked content that paints something.</summary>
    public HashSet<int> Numbers { get; } = [];

    /// <summary>Painting that is neither content nor artifact.</summary>
    public int Unmarked { get; set; }

    /// <summary>Content within an artifact, or an artifact within content.</summary>
    public int MixedMarks { get; set; }
}
