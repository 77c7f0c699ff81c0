using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;

namespace Governance.Portal.Administration.Audit;

/// <summary>
/// Downloads of the log's pages: the list as a table or as JSON, one entry with its proof. All are written as they are read.
/// </summary>
internal static class AuditExports
{
    private static readonly string[] s_columns =
    [
        "index",
        "time",
        "actor",
        "actorName",
        "action",
        "words",
        "outcome",
        "subject",
        "leafHash",
    ];

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the list as CSV (RFC 4180).</summary>
    public static async Task WriteCsvAsync(ListAuditEntries entries, AuditFilter filter, PipeWriter output, CancellationToken ct)
    {
        var line = new StringBuilder(string.Join(',', s_columns)).Append("\r\n");
        await foreach (var (row, _) in entries.StreamAsync(filter, ct))
        {
            string[] cells =
            [
                row.Index.ToString(CultureInfo.InvariantCulture),
                Formats.Iso(row.Time),
                row.Actor,
                row.ActorName,
                row.Action,
                row.Sentence,
                row.Refused ? "refused" : "done",
                row.Subject,
                row.LeafHash,
            ];
            line.AppendJoin(',', cells.Select(CsvText.Cell)).Append("\r\n");
            await SendAsync(line, output, ct);
        }

        await SendAsync(line, output, ct);
    }

    /// <summary>Writes the list as a JSON array of entries, as the API answers them.</summary>
    public static async Task WriteJsonAsync(ListAuditEntries entries, AuditFilter filter, PipeWriter output, CancellationToken ct) =>
        await JsonSerializer.SerializeAsync(output, ViewsAsync(entries, filter, ct), s_json, ct);

    /// <summary>An entry's exact bytes and, where a checkpoint covers it, its receipt, as two files in one.</summary>
    public static byte[] Package(AuditEntryDetail entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var bytes = new MemoryStream();
        using (var files = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(files, string.Create(CultureInfo.InvariantCulture, $"entry-{entry.Row.Index}.json"), entry.Leaf, entry.Row.Time);
            if (entry.Proof?.Receipt is { } receipt)
            {
                Add(
                    files,
                    string.Create(CultureInfo.InvariantCulture, $"entry-{entry.Row.Index}.tlog-proof"),
                    Encoding.UTF8.GetBytes(receipt),
                    entry.Row.Time
                );
            }
        }

        return bytes.ToArray();
    }

    private static async IAsyncEnumerable<AuditEntryView> ViewsAsync(
        ListAuditEntries entries,
        AuditFilter filter,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var (row, leaf) in entries.StreamAsync(filter, ct))
        {
            yield return new AuditEntryView(
                row.Index,
                row.LeafHash,
                Convert.ToBase64String(leaf),
                JsonSerializer.Deserialize<JsonElement>(leaf)
            );
        }
    }

    private static async Task SendAsync(StringBuilder text, PipeWriter output, CancellationToken ct)
    {
        foreach (var chunk in text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }

        text.Clear();
        await output.FlushAsync(ct);
    }

    private static void Add(ZipArchive files, string name, byte[] content, DateTimeOffset at)
    {
        var file = files.CreateEntry(name);
        file.LastWriteTime = at.Year is >= 1980 and <= 2107 ? at : file.LastWriteTime;
        using var stream = file.Open();
        stream.Write(content);
    }
}
