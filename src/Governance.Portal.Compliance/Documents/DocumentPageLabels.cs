using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Reporting.Documents;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Points in the words of the page.</summary>
internal static class DocumentPageLabels
{
    // A few are better named than counted.
    private const int MaxNamed = 3;

    /// <summary>How far a point is.</summary>
    public static (Tone Tone, string? Icon, string Word) State(FilledPoint point) =>
        point.State switch
        {
            PointState.Complete => (Tone.Pass, null, "Complete"),
            PointState.Partial when point.Point.IsRequired => (Tone.Warn, "hourglass_top", "Partial"),
            // Not counted: what is begun of it may stay as it is.
            PointState.Partial => (Tone.Idle, "hourglass_top", "Partial, may stay open"),
            PointState.Gap when point.Point.IsRequired => (Tone.Fail, null, "Gap"),
            PointState.Gap => (Tone.Idle, "radio_button_unchecked", "Left open"),
            PointState.NotApplicable => (Tone.Idle, "do_not_disturb_on", "Not applicable"),
        };

    /// <summary>What a person said of a point.</summary>
    public static string Entry(EntryState state) =>
        state switch
        {
            EntryState.Written => "written",
            EntryState.NotApplicable => "does not apply",
            EntryState.Withdrawn => "withdrawn",
        };

    /// <summary>A document in few words, for its tab.</summary>
    public static string Short(string kind) =>
        kind switch
        {
            DocumentLibrary.AnnexIv => "Annex IV",
            DocumentLibrary.Fria => "FRIA",
            DocumentLibrary.Declaration => "Declaration",
            DocumentLibrary.Registration => "Registration",
            DocumentLibrary.PmmPlan => "Monitoring plan",
            DocumentLibrary.PmmReport => "Monitoring report",
            DocumentLibrary.Nist => "NIST AI RMF",
            DocumentLibrary.Iso => "ISO 42001",
            _ => kind,
        };

    /// <summary>What fills a point, in a few words.</summary>
    public static string Source(FilledPoint point, Vocabulary vocabulary)
    {
        var parts = point
            .Sources.GroupBy(s => s.Record.Kind, StringComparer.Ordinal)
            .Select(g =>
                g.DistinctBy(s => s.Record.Id, StringComparer.Ordinal).ToList() is { Count: <= MaxNamed } few
                    ? Named(few, vocabulary)
                    : $"{T[vocabulary.RecordKinds[g.Key].Name]} ({g.Count()})"
            )
            .ToList();
        if (point.Entry is { } entry)
        {
            parts.Add(point.State is PointState.NotApplicable ? T["reason given by {0}", entry.ByName] : T["text by {0}", entry.ByName]);
        }

        return parts.Count == 0 ? T["None yet"] : SentenceCase.Of(string.Join(", ", parts));
    }

    private static string Named(IEnumerable<PointSource> sources, Vocabulary vocabulary) =>
        string.Join(
            ", ",
            sources
                .GroupBy(s => NameOf(s.Record, vocabulary), StringComparer.Ordinal)
                .Select(g => string.Join(' ', g.Key, string.Join(", ", g.Where(HasId).Select(s => s.Record.Id))).TrimEnd())
        );

    private static bool HasId(PointSource source) => !source.Record.IsKeyed;

    // Evidence of several kinds fills the same kind of record (an explainability report counts as a validation report): it goes by its own
    // name, as beside the list. Its title has the name of a tool behind it.
    private static string NameOf(FoundRecord record, Vocabulary vocabulary) =>
        record is { IsDocument: false, Evidence: { } evidence } ? RecordWords.Sentence($"{evidence}")
        : record.IsKeyed ? RecordWords.Title(record)
        : T[vocabulary.RecordKinds[record.Kind].Name];

    /// <summary>How strongly a point is asked for, in the reader's language.</summary>
    public static string Need(DocumentPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return point switch
        {
            { Need: PointNeed.Always } => T["Always required"],
            { Need: PointNeed.IfApplicable, AppliesIf: { } condition } => T["If: {0}", T[condition]],
            _ => T[DocumentLabels.Need(point)],
        };
    }

    /// <summary>The provision that asks for a point; that the law does not ask for it; the point's own id.</summary>
    public static string Provision(DocumentPoint point) => DocumentLabels.Provision(point);
}
