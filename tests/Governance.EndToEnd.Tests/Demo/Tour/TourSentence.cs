namespace Governance.EndToEnd.Tests.Demo.Tour;

/// <summary>A sentence of a document that tells people what to do, in its markup and on one line.</summary>
/// <param name="File">The document, from the root of the working copy.</param>
/// <param name="Line">Where its paragraph begins.</param>
/// <param name="Text">What it says.</param>
public sealed record TourSentence(string File, int Line, string Text)
{
    public override string ToString() => $"{File}:{Line}: {Text}";
}
