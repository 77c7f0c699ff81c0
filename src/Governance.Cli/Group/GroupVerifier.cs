using System.Globalization;
using System.Text.Json;
using Governance.Cli.Analysis;
using Governance.Cli.Shared;
using Governance.Domain.Kpis;
using Governance.Transparency;

namespace Governance.Cli.Group;

/// <summary>
/// Decides whether an export counts: its entry stands in the log whose key is known, a known witness has cosigned the checkpoint, the entry
/// names exactly these figures, and they are young enough. Never throws on what a stranger sent.
/// </summary>
/// <param name="Logs">Keys of the logs of the group's installations.</param>
/// <param name="Witnesses">Keys of witnesses, one of which must have cosigned.</param>
/// <param name="MaxAge">Age that is accepted.</param>
/// <param name="Now">Now.</param>
internal sealed record GroupVerifier(IReadOnlyList<NoteKey> Logs, IReadOnlyList<NoteKey> Witnesses, TimeSpan MaxAge, DateTimeOffset Now)
{
    private const string EventSchema = "governance.event/v1";
    private const int MaxName = 200;

    // What can be counted by a portal; sums of a thousand of these still fit.
    private const long MostCounted = 1_000_000_000_000;

    // Clocks differ a little; more than this is no accident.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    public GroupMember Verify(string name, byte[] bytes)
    {
        if (!GroupExportFile.TryRead(bytes, out var file) || !TlogProof.TryParse(file.Receipt, out var proof))
        {
            return GroupMember.Wrong(name, null, GroupFault.NotAnExport, $"The file is not in the format {GroupExportFile.Format}.");
        }

        var log = Checkpoint.TryParse(proof.Checkpoint.Text, out var checkpoint) ? checkpoint.Origin : null;
        var receipt = ReceiptVerifier.Verify(file.Receipt, file.Leaf, new VerificationAnchor { Keys = Logs });
        if (receipt.Findings.FirstOrDefault(f => f.Kind is FindingKind.Failed) is { } failure)
        {
            return GroupMember.Wrong(name, log, GroupFault.NotOfAKnownLog, failure.Sentence);
        }

        if (WitnessedAt(proof.Checkpoint) is not { } witnessed)
        {
            return GroupMember.Wrong(
                name,
                log,
                GroupFault.NotWitnessed,
                $"The checkpoint has no cosignature by {string.Join(" or ", Witnesses.Select(w => w.Name))}."
            );
        }

        var entry = ReadEntry(file.Leaf);
        var digest = Sha256Hex.Of(file.Figures);
        if (entry is null || entry.Sha256 != digest)
        {
            return GroupMember.Wrong(
                name,
                log,
                GroupFault.NotNamed,
                entry is null
                    ? $"Entry {proof.Index} of the log does not record that a report of kind {GroupFigure.ReportKind} was created."
                    : $"The figures have SHA-256 {digest}; entry {proof.Index} of the log names {entry.Sha256}."
            );
        }

        if (ReadFigures(file.Figures) is not { } figures)
        {
            return GroupMember.Wrong(name, log, GroupFault.UnknownForm, $"The figures are not in the format {GroupFigure.Schema}.");
        }

        var member = new GroupMember(name, log, FaultOf(entry.Time, witnessed), "")
        {
            Installation = figures.Installation,
            Report = entry.Subject,
            MadeAt = entry.Time,
            WitnessedAt = witnessed,
        };
        return member.Fault switch
        {
            GroupFault.None => member with
            {
                Detail =
                    $"Entry {proof.Index} of the log names these figures; its checkpoint is cosigned by "
                    + $"{WitnessNames(proof.Checkpoint)}.",
                Figures = figures.Counts,
            },
            GroupFault.Old => member with
            {
                Detail = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The export was made at {CommonOptions.Utc(entry.Time)}; an export is valid for {Numbers.Counted(MaxAge.Days, "day")}."
                ),
            },
            _ => member with
            {
                Detail =
                    $"The export states that it was made at {CommonOptions.Utc(entry.Time)}, but was cosigned at "
                    + $"{CommonOptions.Utc(witnessed)}.",
            },
        };
    }

    // A log that dates an entry ahead makes it look young: the witness saw it before that time.
    private GroupFault FaultOf(DateTimeOffset made, DateTimeOffset witnessed) =>
        made > witnessed + s_tolerance || made > Now + s_tolerance ? GroupFault.Ahead
        : Now - made > MaxAge ? GroupFault.Old
        : GroupFault.None;

    private IEnumerable<NoteKey> Cosigners(SignedNote checkpoint) => Witnesses.Where(checkpoint.IsSignedBy);

    private string WitnessNames(SignedNote checkpoint) => string.Join(" and ", Cosigners(checkpoint).Select(w => w.Name));

    private DateTimeOffset? WitnessedAt(SignedNote checkpoint) =>
        Cosigners(checkpoint)
            .SelectMany(w => checkpoint.Signatures.Where(s => s.IsBy(w)))
            .Select(Cosignature.TimeOf)
            .Where(t => t is not null)
            .Max();

    private static Entry? ReadEntry(byte[] leaf)
    {
        try
        {
            using var json = JsonDocument.Parse(leaf, s_strict);
            var entry = json.RootElement;
            return
                entry.Text("schema") == EventSchema
                && entry.Text("action") == "report.made"
                && entry.Text("outcome") == "done"
                && entry.Member("data") is { } data
                && data.Text("kind") == GroupFigure.ReportKind
                && data.Text("format") == "json"
                && data.Text("sha256") is { } sha256
                && entry.Text("subject") is { } subject
                && CommonOptions.TryReadInstant(entry.Text("time"), out var time)
                ? new Entry(subject, time, sha256)
                : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static FiguresRead? ReadFigures(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, s_strict);
            var root = json.RootElement;
            if (
                root.Text("schema") != GroupFigure.Schema
                || root.Text("installation") is not { Length: > 0 and <= MaxName } installation
                || root.Member("figures") is not { ValueKind: JsonValueKind.Object } figures
            )
            {
                return null;
            }

            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var figure in GroupFigure.All)
            {
                // Whatever is no count is not known; it is never taken for 0.
                if (
                    figures.Member(figure.Key) is { ValueKind: JsonValueKind.Number } value
                    && value.TryGetInt64(out var count)
                    && count is >= 0 and <= MostCounted
                )
                {
                    counts.Add(figure.Key, count);
                }
            }

            return new FiguresRead(installation, counts);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Entry(string Subject, DateTimeOffset Time, string Sha256);

    private sealed record FiguresRead(string Installation, IReadOnlyDictionary<string, long> Counts);
}
