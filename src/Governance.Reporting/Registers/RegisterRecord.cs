using Governance.Localisation;
using Governance.Reporting.Documents;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Registers;

/// <summary>An extract of a register: facts, then sections of sentences and tables, each row with what it rests on.</summary>
public sealed record RegisterRecord : ReportRecord
{
    public required string KindName { get; init; }

    public required string TitleWords { get; init; }

    /// <summary>What it is about: an id, or <c>*</c> for the whole register.</summary>
    public required string About { get; init; }

    /// <summary>That in words.</summary>
    public required string AboutWords { get; init; }

    /// <summary>True for the whole register, which has no name of its own.</summary>
    internal bool IsAboutAll => About == "*";

    /// <summary>What the report is and stands on, in one sentence.</summary>
    public required string Basis { get; init; }

    /// <summary>Rows of the cover.</summary>
    public IReadOnlyList<(string Label, string Text)> Facts { get; init; } = [];

    public required IReadOnlyList<RegisterSection> Sections { get; init; }

    public required IReadOnlyList<EvidencedClaim> Claims { get; init; }

    /// <summary>What the extract cannot show, in sentences.</summary>
    public required string Scope { get; init; }

    public override string Kind => KindName;

    public override string Title => TitleWords;

    public override string Subject => About;

    public override string SubjectName => IsAboutAll ? T.Recorded(AboutWords) : AboutWords;

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(RegisterReport);

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims = Claims,
        };

    public override byte[] Twin() => RegisterTwin.ToJson(this);
}

/// <summary>A section of an extract.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Sentences">Sentences before the tables.</param>
/// <param name="Scores">Risks drawn before and after treatment; none where nothing is drawn.</param>
/// <param name="Tables">Its tables.</param>
public sealed record RegisterSection(
    string Title,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<RiskScore> Scores,
    IReadOnlyList<RegisterTable> Tables
);

/// <summary>A table of an extract.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Column heads.</param>
/// <param name="Rows">Rows; the first cell heads its row.</param>
/// <param name="None">What is said where there is no row.</param>
public sealed record RegisterTable(
    string Caption,
    IReadOnlyList<RegisterColumn> Columns,
    IReadOnlyList<IReadOnlyList<RegisterCell>> Rows,
    string None
);

/// <summary>A column.</summary>
/// <param name="Name">Head.</param>
/// <param name="Width">Share of the width, in percent: one that the style sheet has (8, 10, 12, … 44).</param>
/// <param name="IsNumber">True for figures, set to the right.</param>
public sealed record RegisterColumn(string Name, int Width, bool IsNumber = false);

/// <summary>A cell.</summary>
/// <param name="Text">Its words.</param>
/// <param name="State">A state in place of words; null for none.</param>
/// <param name="Note">A line in small letters below.</param>
public sealed record RegisterCell(string Text, StateWord? State = null, string? Note = null)
{
    /// <summary>The words as they were made, for other languages; null for what people and programs wrote.</summary>
    public FormattableString? Said { get; init; }

    /// <summary>The same of the note.</summary>
    public FormattableString? NoteSaid { get; init; }

    /// <summary>A cell of words of ours.</summary>
    public static RegisterCell Of(FormattableString said, StateWord? state = null) => new(English(said), state) { Said = said };

    /// <summary>The same cell with a note in words of ours.</summary>
    public RegisterCell With(FormattableString? note) => note is null ? this : this with { Note = English(note), NoteSaid = note };

    // The record is English, in whatever language the page that asks for it is read.
    private static string English(FormattableString said)
    {
        using var english = Languages.Use(Languages.Source);
        return FormattableString.Invariant(said);
    }

    /// <summary>A cell of words.</summary>
    public static implicit operator RegisterCell(string text) => new(text);

    /// <summary>A cell of words.</summary>
    public static RegisterCell FromString(string text) => new(text);
}
