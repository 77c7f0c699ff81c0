using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>
/// A file that was compressed by itself (RFC 1952). An archive of several files is none, and is not searched.
/// </summary>
internal static partial class PackedFile
{
    /// <summary>Whether its bytes are gzip.</summary>
    public static bool Is(ReadOnlySpan<byte> head) => head is [0x1f, 0x8b, 0x08, ..];

    /// <summary>The name of what is in it.</summary>
    public static string InnerName(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    /// <summary>Unpacks it, up to one byte more than is read as text: what is longer is too long, however long it is.</summary>
    /// <returns>False for what is damaged or cut off.</returns>
    public static bool TryUnpack(Stream file, Stream into, int most, CancellationToken ct)
    {
        file.Position = 0;
        using var plain = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; into.Length <= most && (read = plain.Read(buffer)) > 0; )
            {
                ct.ThrowIfCancellationRequested();
                into.Write(buffer.AsSpan(0, (int)Math.Min(read, most + 1 - into.Length)));
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        // The stream takes an early end for the end: what it gave is then shorter than the file says of itself.
        return into.Length > most || IsWhole(file, into.Length);
    }

    /// <summary>Whether a file is a manifest by its name, in a form of compression that is not read here.</summary>
    public static bool IsOtherManifest(string name) => OtherManifest().IsMatch(name);

    // Several members may follow each other; the last says its own length alone.
    private static bool IsWhole(Stream file, long length)
    {
        if (file.Length < 18)
        {
            return false;
        }

        Span<byte> last = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(last);
        return BinaryPrimitives.ReadUInt32LittleEndian(last) <= length;
    }

    [GeneratedRegex(
        """(?i)^(?:(?:.*[._-])?s?bom|.*\.(?:cdx|spdx)|mcp|agent-card)"""
            + """(?:\.(?:json|jsonld|xml|ya?ml|spdx|tag|rdf))?\.(?:zip|xz|zst|bz2|lz4|br|7z)$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex OtherManifest();
}
