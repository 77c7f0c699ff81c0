using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Documents;

/// <summary>A document of a system in its current state.</summary>
/// <param name="Kind">Kind of document, as in a report request.</param>
/// <param name="Title">Title.</param>
/// <param name="System">The system.</param>
/// <param name="LegalBasis">Provisions that require the document.</param>
/// <param name="Complete">True when no required point is missing.</param>
/// <param name="Required">Number of required points.</param>
/// <param name="Missing">Number of required points that are missing in whole or in part.</param>
/// <param name="Unread">Records that could not be read; while there are any, no report can be created.</param>
/// <param name="Points">The points in legal order.</param>
public sealed record DocumentView(
    string Kind,
    string Title,
    SystemId System,
    IReadOnlyList<string> LegalBasis,
    bool Complete,
    int Required,
    int Missing,
    IReadOnlyList<string> Unread,
    IReadOnlyList<PointView> Points
)
{
    internal static DocumentView Of(FilledDocument document) =>
        new(
            document.Plan.Kind,
            document.Plan.Title,
            document.Scope.System.Id,
            document.Plan.LegalBasis,
            document.Missing == 0 && document.Unread.Count == 0,
            document.Required,
            document.Missing,
            [.. document.Unread.Select(u => $"{u.Name}: {u.Reason}")],
            [.. document.Points.Select(PointView.Of)]
        );
}

/// <summary>A point of a document.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Ref">Provision.</param>
/// <param name="Title">Title.</param>
/// <param name="Need"><c>always</c>, <c>if-applicable</c>, <c>recommended</c>, <c>optional</c>, <c>initial</c> or <c>final</c>.</param>
/// <param name="State"><c>complete</c>, <c>partial</c>, <c>gap</c> or <c>not-applicable</c>.</param>
/// <param name="ContentNeeded">What the point must contain.</param>
/// <param name="PersonWrites">What only a person can write.</param>
/// <param name="Missing">What is missing, in sentences.</param>
/// <param name="Sources">Records that fill it.</param>
/// <param name="Text">What a person wrote; null if no one has.</param>
public sealed record PointView(
    string Id,
    string Ref,
    string Title,
    string Need,
    string State,
    string ContentNeeded,
    string PersonWrites,
    IReadOnlyList<string> Missing,
    IReadOnlyList<PointSourceView> Sources,
    SectionView? Text
)
{
    internal static PointView Of(FilledPoint point) =>
        new(
            point.Point.Id,
            point.Point.Ref,
            point.Point.Title,
            WireName.Of(point.Point.Need),
            WireName.Of(point.State),
            point.Point.ContentNeeded,
            point.Point.PersonWrites,
            point.Missing,
            [
                .. point.Sources.Select(s => new PointSourceView(
                    s.Record.Kind,
                    s.Record.Id,
                    s.Record.TitleText,
                    s.Record.Sha256,
                    s.Record.Href,
                    s.Fields
                )),
            ],
            point.Entry is { } entry ? SectionView.Of(entry) : null
        );
}

/// <summary>A record that fills a point.</summary>
/// <param name="Kind">Record kind.</param>
/// <param name="Id">The record.</param>
/// <param name="Title">Title of the record.</param>
/// <param name="Sha256">Digest of what is stored.</param>
/// <param name="Href">Its page.</param>
/// <param name="Fields">Fields of it that the point prints.</param>
public sealed record PointSourceView(string Kind, string Id, string Title, string? Sha256, string? Href, IReadOnlyList<string> Fields);

/// <summary>A version of what a person wrote.</summary>
/// <param name="Number">Number of the version, from 1; also the ETag.</param>
/// <param name="State"><c>written</c>, <c>not-applicable</c> or <c>withdrawn</c>.</param>
/// <param name="Text">The text; null once erased.</param>
/// <param name="TextSha256">Salted digest of the text, as in the audit log.</param>
/// <param name="Documents">Documents attached to the point.</param>
/// <param name="By">The author, as written in the audit log.</param>
/// <param name="ByName">Name of the author.</param>
/// <param name="At">Time of the version.</param>
public sealed record SectionView(
    int Number,
    string State,
    string? Text,
    string TextSha256,
    IReadOnlyList<EntryDocument> Documents,
    string By,
    string ByName,
    DateTimeOffset At
)
{
    internal static SectionView Of(SectionEntry entry) =>
        new(entry.Number, WireName.Of(entry.State), entry.Text.Text, entry.Text.Sha256, entry.Documents, entry.By, entry.ByName, entry.At);
}
