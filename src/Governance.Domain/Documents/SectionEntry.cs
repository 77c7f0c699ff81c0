using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Transparency;

namespace Governance.Domain.Documents;

/// <summary>What a person said of a point.</summary>
public enum EntryState
{
    /// <summary>This is the point's text.</summary>
    Written,

    /// <summary>The point does not apply; the text is the reason.</summary>
    NotApplicable,

    /// <summary>What stood here before no longer holds.</summary>
    Withdrawn,
}

/// <summary>A document a person put to a point.</summary>
/// <param name="Kind">Record kind: <c>attached_document</c>, <c>instructions_for_use</c>, …</param>
/// <param name="Title">What it is.</param>
/// <param name="Reference">Where it is: an evidence id, a document's place.</param>
/// <param name="Sha256">Its digest; null when no one gave one.</param>
/// <param name="ValidUntil">The last day it counts; null without one.</param>
public sealed record EntryDocument(string Kind, string Title, string Reference, string? Sha256, DateOnly? ValidUntil);

/// <summary>
/// One version of what a person wrote for a point of a system's documents. Never changed: the next one stands beside it, and the newest
/// counts.
/// </summary>
public sealed class SectionEntry : IAudited
{
    /// <summary>Most documents of one point.</summary>
    public const int MaxDocuments = 20;

    private List<EntryDocument> _documents = [];

    private SectionEntry() { }

    /// <summary>The system.</summary>
    public SystemId System { get; private init; }

    /// <summary>The incident whose report the words are for, as <c>INC-0003</c>; empty for words about the system itself.</summary>
    public string About { get; private init; } = "";

    /// <summary>Id of the point: <c>AIV-2-b</c>.</summary>
    public string Point { get; private init; } = "";

    /// <summary>Version of the words, from 1 up.</summary>
    public int Number { get; private init; }

    /// <summary>What was said.</summary>
    public EntryState State { get; private init; }

    /// <summary>The words.</summary>
    public SaltedText Text { get; private init; } = SaltedText.Of("");

    /// <summary>Documents put to the point.</summary>
    public IReadOnlyList<EntryDocument> Documents => _documents;

    /// <summary>Who, as the log writes an actor.</summary>
    public string By { get; private init; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string ByName { get; private init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; private init; }

    /// <inheritdoc/>
    public string AuditSubject => SubjectOf(System, About, Point);

    /// <summary>How the log names a point of a system, or of the report of one incident.</summary>
    /// <param name="system">The system.</param>
    /// <param name="about">The incident; empty for words about the system itself.</param>
    /// <param name="point">The point.</param>
    public static string SubjectOf(SystemId system, string about, string point)
    {
        ArgumentNullException.ThrowIfNull(about);
        return $"{(about.Length > 0 ? about : system.ToString())}/{point}";
    }

    /// <summary>
    /// What the log holds of the documents a person named: SHA-256 over the salt of the words and the canonical JSON of the documents. Null
    /// without documents, and once the words and their salt were erased.
    /// </summary>
    public string? DocumentsSha256() =>
        _documents.Count == 0 || Text.Salt is not { } salt
            ? null
            : Sha256Hex.Of([
                .. salt,
                .. CanonicalJson.Serialize(
                    new JsonArray([
                        .. _documents.Select(d =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["kind"] = d.Kind,
                                    ["title"] = d.Title,
                                    ["reference"] = d.Reference,
                                    ["sha256"] = d.Sha256,
                                    ["validUntil"] = d.ValidUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                }
                        ),
                    ])
                ),
            ]);

    /// <summary>Writes the next version.</summary>
    /// <param name="system">The system.</param>
    /// <param name="about">The incident whose report it is for; null for words about the system itself.</param>
    /// <param name="point">The point.</param>
    /// <param name="before">The version that counts now; null without one.</param>
    /// <param name="state">What is said.</param>
    /// <param name="text">The words, as checked.</param>
    /// <param name="documents">Documents put to the point.</param>
    /// <param name="access">Who writes.</param>
    /// <param name="now">The server's clock.</param>
    public static Result<SectionEntry> Write(
        SystemId system,
        IncidentId? about,
        DocumentPoint point,
        SectionEntry? before,
        EntryState state,
        string text,
        IReadOnlyList<EntryDocument> documents,
        Access access,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(point);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(access);
        if (state is EntryState.NotApplicable && !point.MayBeExcluded)
        {
            return DocumentRefusals.AlwaysApplies(Sentence.Ours(point.Ref));
        }

        if (state is EntryState.NotApplicable && text.Length == 0)
        {
            return DocumentRefusals.ReasonNeeded;
        }

        if (state is EntryState.Written && text.Length == 0 && documents.Count == 0)
        {
            return DocumentRefusals.NothingWritten;
        }

        if (state is EntryState.Withdrawn && before is (null or { State: EntryState.Withdrawn }))
        {
            return DocumentRefusals.NothingToWithdraw;
        }

        if (documents.Count > MaxDocuments)
        {
            return DocumentRefusals.TooManyDocuments;
        }

        return new SectionEntry
        {
            System = system,
            About = about?.ToString() ?? "",
            Point = point.Id,
            Number = (before?.Number ?? 0) + 1,
            State = state,
            Text = SaltedText.Of(text),
            _documents = [.. documents],
            By = access.Actor.Id,
            ByName = access.PrintedName,
            At = now,
        };
    }
}
