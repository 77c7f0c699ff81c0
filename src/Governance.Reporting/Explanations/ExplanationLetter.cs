using Governance.Reporting.Manifests;

namespace Governance.Reporting.Explanations;

/// <summary>
/// The letter that explains a decision to the person affected by it (Art. 86). Its words are those that were reviewed, in the reader's
/// language; it names the request and not the person, so that it can be kept when the person is erased.
/// </summary>
public sealed record ExplanationLetter : ReportRecord
{
    /// <summary>The request, <c>EXR-0007</c>.</summary>
    public required string Request { get; init; }

    /// <summary>The words around the text, in the language of the document.</summary>
    public required LetterWords Words { get; init; }

    /// <summary>The explanation: paragraphs with an empty line between them, lists with a bullet a line.</summary>
    public required string Text { get; init; }

    /// <summary>Salted digest of the explanation, as the log holds it.</summary>
    public required string TextSha256 { get; init; }

    /// <summary>What the letter is about, at its end: label and value.</summary>
    public required IReadOnlyList<(string Label, string Text)> Facts { get; init; }

    /// <summary>The sender's id of the decision.</summary>
    public required string Decision { get; init; }

    /// <summary>The commitment to the decision, as the log holds it.</summary>
    public required string Commitment { get; init; }

    public override string Kind => "explanation";

    public override string Title => Words.Title;

    public override string Subject => Request;

    public override string SubjectName => Request;

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(ExplanationLetterReport);

    internal override string HeaderLine => $"{Words.Title}, {Document.Installation}";

    internal override string FooterNote => Words.Title;

    internal override string ExportedAt => Words.Made;

    /// <summary>The text in its parts: a paragraph is one line, a list its items.</summary>
    internal IEnumerable<(string? Lead, IReadOnlyList<string> Items)> Parts()
    {
        foreach (
            var part in Text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            var lines = part.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var lead = string.Join('\n', lines.Where(l => !l.StartsWith('•')));
            yield return (lead.Length == 0 ? null : lead, [.. lines.Where(l => l.StartsWith('•')).Select(l => l[1..].Trim())]);
        }
    }

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims =
            [
                new("The explanation as it was reviewed", null, new EvidenceReference(Request, "human_oversight_record", TextSha256)),
                new("The decision that is explained", null, new EvidenceReference(Decision, "decision_log", Commitment)),
            ],
        };
}

/// <summary>The words around the text of a letter.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Basis">Under which provision.</param>
/// <param name="Day">The day of the letter.</param>
/// <param name="Reference">Our reference.</param>
/// <param name="Facts">Heading of the facts at the end.</param>
/// <param name="Made">When it was made, at the foot of each page.</param>
public sealed record LetterWords(string Title, string Basis, string Day, string Reference, string Facts, string Made);
