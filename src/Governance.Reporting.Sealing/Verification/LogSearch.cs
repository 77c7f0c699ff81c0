using System.Text.Json;
using Governance.Transparency;

namespace Governance.Reporting.Verification;

/// <summary>Looks for the digests of a report in the entries of a log while these are read; from any thread.</summary>
public sealed class LogSearch
{
    private const int DigestLength = 64;
    private const string Made = "report.made";
    private readonly Lock _lock = new();
    private readonly HashSet<string> _wanted;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly HashSet<long> _entries;
    private readonly Dictionary<string, long> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _hashes = [];
    private readonly string _report;
    private long _seen;

    internal LogSearch(string report, IEnumerable<string> digests, IEnumerable<long> entries)
    {
        _report = report;
        _wanted = new HashSet<string>(digests, StringComparer.Ordinal);
        _lookup = _wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        _entries = [.. entries];
    }

    /// <summary>Entries read.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>The log's own words about the report; null when no entry names it.</summary>
    internal MadeEntry? Report { get; private set; }

    /// <summary>The first entry of something done that names a digest.</summary>
    internal long? EntryOf(string sha256) => _found.TryGetValue(sha256, out var index) ? index : null;

    /// <summary>Hash of an entry that was asked for by its index.</summary>
    internal string? HashOf(long index) => _hashes.GetValueOrDefault(index);

    /// <summary>Takes an entry.</summary>
    public void Read(long index, ReadOnlySpan<byte> leaf)
    {
        Interlocked.Increment(ref _seen);
        if (_entries.Contains(index))
        {
            var hash = Convert.ToHexStringLower(MerkleHash.Leaf(leaf));
            lock (_lock)
            {
                _hashes[index] = hash;
            }
        }

        try
        {
            Look(index, leaf);
        }
        catch (JsonException)
        {
            // An entry that is no JSON names nothing; whether it belongs to the log is judged elsewhere.
        }
    }

    private void Look(long index, ReadOnlySpan<byte> leaf)
    {
        var reader = new Utf8JsonReader(leaf);
        List<string>? named = null;
        var (done, ofReport, isMade) = (false, false, false);
        Span<char> text = stackalloc char[DigestLength];
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                var (outcome, subject, action) = (
                    reader.ValueTextEquals("outcome"u8),
                    reader.ValueTextEquals("subject"u8),
                    reader.ValueTextEquals("action"u8)
                );
                if (outcome || subject || action)
                {
                    reader.Read();
                    done |= outcome && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals("done"u8);
                    ofReport |= subject && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(_report);
                    isMade |= action && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(Made);
                }
            }
            else if (
                reader.TokenType is JsonTokenType.String
                && !reader.HasValueSequence
                && !reader.ValueIsEscaped
                && reader.ValueSpan.Length == DigestLength
                && reader.CopyString(text) == DigestLength
                && _lookup.TryGetValue(text, out var digest)
            )
            {
                (named ??= []).Add(digest);
            }
        }

        // A refused attempt recorded nothing.
        if (done && (named is not null || (isMade && ofReport)))
        {
            Keep(index, named ?? [], isMade && ofReport ? MadeEntry.Read(index, leaf) : null);
        }
    }

    private void Keep(long index, List<string> named, MadeEntry? made)
    {
        lock (_lock)
        {
            foreach (var digest in named)
            {
                // The making of the report itself proves nothing of what it rests on.
                if (made is null && (!_found.TryGetValue(digest, out var earlier) || index < earlier))
                {
                    _found[digest] = index;
                }
            }

            if (made is not null && (Report is null || index < Report.Index))
            {
                Report = made;
            }
        }
    }
}

/// <summary>What the log says of the making of a report.</summary>
/// <param name="Index">The entry.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="ManifestSha256">Digest of its manifest.</param>
internal sealed record MadeEntry(long Index, string? Sha256, string? ManifestSha256)
{
    public static MadeEntry Read(long index, ReadOnlySpan<byte> leaf)
    {
        using var json = JsonDocument.Parse(leaf.ToArray());
        return json.RootElement.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object
            ? new MadeEntry(index, Text(data, "sha256"), Text(data, "manifestSha256"))
            : new MadeEntry(index, null, null);
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
