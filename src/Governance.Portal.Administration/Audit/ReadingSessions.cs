using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit;

/// <summary>A line of a file of sign-ins beside the log.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Number">Which line, from 1.</param>
/// <param name="Sha256">Digest of its text.</param>
/// <param name="Fact">What it says; null when it cannot be read.</param>
/// <param name="IsAltered">True when it is not what was written, as far as the line after it shows.</param>
internal sealed record ReadingLine(string File, int Number, string Sha256, ReadingFact? Fact, bool IsAltered);

/// <summary>What a line says.</summary>
/// <param name="At">When.</param>
/// <param name="Action">What the log would call it: <c>session.opened</c>.</param>
/// <param name="User">Whose account.</param>
/// <param name="Role">The role in force.</param>
/// <param name="Data">What the entry would hold.</param>
internal sealed record ReadingFact(DateTimeOffset At, string Action, UserId User, string? Role, JsonObject Data)
{
    /// <summary>The stored id of the session, as far as it has one.</summary>
    public string? Session => Data["session"]?.GetValue<string>();
}

/// <summary>
/// Sign-ins that were made while the log was damaged: a line each, in a file of the key folder, which is only ever appended to. Each line
/// holds what the log's entry would hold, its number and the digest of the line before; it is on the disk before the session is.
/// </summary>
/// <remarks>Nodes that share the folder take turns by the file's lock; nodes on PostgreSQL that do not have a file each.</remarks>
internal sealed partial class ReadingSessions(KeyFolder keys, IConfiguration configuration, TimeProvider clock) : IBesideLog
{
    /// <summary>Beginning of the names of the files.</summary>
    internal const string Prefix = "reading-sessions";

    private const string Suffix = ".log";
    private static readonly string s_first = new('0', 64);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The file that this node writes.</summary>
    public string FileName { get; } =
        DataServices.KindOf(configuration.Database()) is DatabaseKind.Sqlite
            ? Prefix + Suffix
            : $"{Prefix}.{NotOfAName().Replace(Environment.MachineName, "-")}{Suffix}";

    /// <summary>The files that have not been joined into the log, in this node's key folder.</summary>
    public IReadOnlyList<string> Files() =>
        [
            .. Directory
                .EnumerateFiles(keys.Path, $"{Prefix}*{Suffix}")
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    /// <inheritdoc/>
    public async Task WriteAsync(IReadOnlyList<(AuditEvent Fact, Actor Actor, DateTimeOffset At)> facts, CancellationToken ct)
    {
        if (facts.Count == 0)
        {
            return;
        }

        // A file that is new is there, with its name, before anything stands in it.
        if (!keys.Has(FileName))
        {
            keys.WriteNew(FileName, "");
        }

        await using var file = await OpenAsync(FileName, ct);
        var text = await ReadAsync(file, ct);
        var lines = Lines(text);
        var previous = lines is [.., var last] ? DigestOf(last) : s_first;
        var added = new StringBuilder();
        for (var i = 0; i < facts.Count; i++)
        {
            var (fact, actor, at) = facts[i];
            var line = Encoding.UTF8.GetString(
                CanonicalJson.Serialize(
                    new JsonObject
                    {
                        ["line"] = lines.Count + i + 1,
                        ["time"] = CanonicalJson.Time(at),
                        ["action"] = fact.Action,
                        ["account"] = fact.Subject,
                        ["role"] = actor.Role,
                        ["data"] = fact.Data.DeepClone(),
                        ["previous"] = previous,
                    }
                )
            );
            previous = DigestOf(line);
            added.Append(line).Append('\n');
        }

        // What stands behind the last line break was never wholly written: no one was let in by it.
        file.SetLength(Encoding.UTF8.GetByteCount(text[..(text.LastIndexOf('\n') + 1)]));
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes(added.ToString()), ct);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The lines of all files that have not been joined, as they are now.</summary>
    public async Task<IReadOnlyList<ReadingLine>> ReadAsync(CancellationToken ct)
    {
        var lines = new List<ReadingLine>();
        foreach (var name in Files())
        {
            await using var file = await OpenAsync(name, ct);
            lines.AddRange(Parse(name, await ReadAsync(file, ct)));
        }

        return lines;
    }

    /// <summary>Gives a file's lines to the act that joins them, and puts the file aside for good once they are in the log.</summary>
    /// <returns>How many lines it had.</returns>
    public async Task<int> JoinAsync(string name, Func<IReadOnlyList<ReadingLine>, Task> join, CancellationToken ct)
    {
        FileStream file;
        try
        {
            file = await OpenAsync(name, ct);
        }
        catch (FileNotFoundException)
        {
            return 0; // another node was quicker
        }

        // Locked all the while: no other node joins them too, and nothing is appended that nobody would join.
        await using var locked = file;
        var lines = Parse(name, await ReadAsync(file, ct));
        await join(lines);
        keys.Replace(name, $"{name}.joined-{clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}");
        return lines.Count;
    }

    private static List<ReadingLine> Parse(string name, string text)
    {
        var lines = Lines(text);
        var found = new List<ReadingLine>(lines.Count);
        var previous = s_first;
        for (var i = 0; i < lines.Count; i++)
        {
            var digest = DigestOf(lines[i]);
            var (fact, number, before) = Read(lines[i]);
            if (before != previous && i > 0)
            {
                // The line before is not the one that this one was written after: it was changed, or lines between them are gone.
                found[i - 1] = found[i - 1] with
                {
                    IsAltered = true,
                };
            }

            var isAltered = fact is null || number != i + 1 || (i == 0 && before != s_first);
            found.Add(new ReadingLine(name, i + 1, digest, fact, isAltered));
            previous = digest;
        }

        return found;
    }

    private static (ReadingFact? Fact, int? Number, string? Previous) Read(string line)
    {
        try
        {
            if (
                JsonNode.Parse(line) is JsonObject json
                && (string?)json["time"] is { } time
                && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at)
                && (string?)json["action"] is { } action
                && DisplayId.TryParse<UserId>((string?)json["account"], out var user)
                && json["data"] is JsonObject data
            )
            {
                return (new ReadingFact(at, action, user, (string?)json["role"], data), (int?)json["line"], (string?)json["previous"]);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not a line of ours: said as such.
        }

        return (null, null, null);
    }

    private static List<string> Lines(string text) =>
        [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static string DigestOf(string line) => Sha256Hex.Of(Encoding.UTF8.GetBytes(line));

    private static async Task<string> ReadAsync(FileStream file, CancellationToken ct)
    {
        file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private async Task<FileStream> OpenAsync(string name, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(keys.File(name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not FileNotFoundException && clock.GetElapsedTime(began) < s_patience)
            {
                // Another sign-in, or another node, is at work with it.
                await Task.Delay(s_pause, clock, ct);
            }
        }
    }

    [GeneratedRegex("[^A-Za-z0-9-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotOfAName();
}
