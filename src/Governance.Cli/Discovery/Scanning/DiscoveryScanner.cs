using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Discovery;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>
/// Finds what speaks of AI in one file: by its bytes where it is a model, by its text otherwise. It opens nothing itself.
/// </summary>
internal static class DiscoveryScanner
{
    /// <summary>Largest file that is read as text, unless told otherwise.</summary>
    public const int MaxTextBytes = 2 * 1024 * 1024;

    private const int HeadBytes = 64 * 1024;

    /// <summary>Finds what one file holds.</summary>
    /// <param name="path">Its path below the folder, with slashes.</param>
    /// <param name="file">Its bytes; seekable.</param>
    /// <param name="maxText">Largest file that is read as text.</param>
    /// <param name="ct">Cancels.</param>
    public static FileScan Scan(string path, Stream file, int maxText, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[(int)Math.Min(HeadBytes, file.Length)];
        file.Position = 0;
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (ModelFormats.Of(name, head, file) is { } format)
        {
            return Model(format);
        }

        return PackedFile.Is(head) ? Unpacked(path, name, file, maxText, Model, ct) : Text(path, name, head, file, maxText);

        FileScan Model(string found) =>
            new([DiscoveryFinding.Of(DiscoveryKind.ModelFile, found, path, null, null) with { FileSha256 = Hash(file, ct) }], false);
    }

    // One file in gzip is that file: a list of its name, or a tool that packs what it writes, hides nothing.
    private static FileScan Unpacked(string path, string name, Stream file, int maxText, Func<string, FileScan> model, CancellationToken ct)
    {
        var inner = PackedFile.InnerName(name);
        using var unpacked = new MemoryStream();
        if (!PackedFile.TryUnpack(file, unpacked, maxText, ct))
        {
            return new([], false)
            {
                Problems = [$"{path} is compressed with gzip and cannot be unpacked, so it was not searched: pack it again."],
            };
        }

        var head = unpacked.GetBuffer().AsSpan(0, (int)Math.Min(HeadBytes, unpacked.Length)).ToArray();
        return ModelFormats.Of(inner, head, unpacked) is { } format ? model(format) : Text(path, inner, head, unpacked, maxText);
    }

    private static FileScan Text(string path, string name, byte[] head, Stream file, int maxText)
    {
        if (head.Length == 0 || IsBinary(head))
        {
            return new([], false)
            {
                Problems = PackedFile.IsOtherManifest(name)
                    ? [$"{path} is a manifest by its name, packed in a form that is not read: unpack it, and scan again."]
                    : [],
            };
        }

        if (file.Length > maxText)
        {
            var beginning = new SourceText(path, Encoding.UTF8.GetString(head), name);
            return new([], true)
            {
                Problems = (JsonScan.Announced(beginning) ?? YamlScan.Announced(beginning)) is { } what
                    ? [$"{path} {what}, and is larger than --max-file-size, so it was not searched."]
                    : [],
            };
        }

        // By its name it is a model, and its bytes are somewhere else.
        if (head.AsSpan().StartsWith("version https://git-lfs.github.com/spec/"u8) && ModelFormats.IsNamedLikeOne(name))
        {
            return new([], false) { Problems = [$"{path} is a pointer of Git LFS: fetch the file itself (git lfs pull), and scan again."] };
        }

        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var text = new SourceText(path, reader.ReadToEnd(), name);
        var problems = new List<string>();
        IEnumerable<DiscoveryFinding> found =
        [
            .. ImportScan.Find(text),
            .. HostScan.Find(text),
            .. KeyScan.Find(text),
            .. JsonScan.Find(text, problems),
            .. YamlScan.Find(text, problems),
            .. PromptScan.Find(text),
        ];
        // What a file names several times is one thing of that file, at its first line.
        return new(
            [
                .. found
                    .GroupBy(f => (f.Kind, f.Name, f.Detail))
                    .Select(same => same.MinBy(f => f.Line ?? 0)!)
                    .OrderBy(f => f.Line ?? 0)
                    .ThenBy(f => f.Kind)
                    .ThenBy(f => f.Name, StringComparer.Ordinal),
            ],
            false
        )
        {
            Problems = problems,
        };
    }

    // UTF-16 text has zeros, but its mark says so.
    private static bool IsBinary(ReadOnlySpan<byte> head) => head is not ([0xff, 0xfe, ..] or [0xfe, 0xff, ..]) && head.Contains((byte)0);

    private static string Hash(Stream file, CancellationToken ct)
    {
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        for (int read; (read = file.Read(buffer)) > 0; )
        {
            ct.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a file came to.</summary>
/// <param name="Findings">What was found in it.</param>
/// <param name="IsTooLarge">True for a text that was not read because it is larger than allowed.</param>
internal sealed record FileScan(IReadOnlyList<DiscoveryFinding> Findings, bool IsTooLarge)
{
    /// <summary>What the file says of itself and could not be read, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
