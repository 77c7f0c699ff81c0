using Governance.Samples.Output;

namespace Governance.Samples.Verification;

/// <summary>Holds a samples folder against a new run of the generator and against its own logs.</summary>
internal static class FolderVerifier
{
    public static async Task<IReadOnlyList<string>> VerifyAsync(string root, GeneratedFiles generated, CancellationToken cancellation)
    {
        var findings = new List<string>();
        foreach (var (path, expected) in generated.Files)
        {
            var file = Path.Combine(root, path);
            if (!File.Exists(file))
            {
                findings.Add($"{path}: missing.");
                continue;
            }

            if (!await SameAsync(path, expected, await File.ReadAllBytesAsync(file, cancellation), cancellation))
            {
                findings.Add($"{path}: differs from what the generator writes.");
            }
        }

        if (findings.Count > 0)
        {
            return findings;
        }

        foreach (var folder in new[] { "ids", "credit", "pricing", "assistant" })
        {
            await new LogChecker(root, folder, findings).CheckAsync(cancellation);
        }

        return findings;
    }

    /// <summary>Compressed files are compared by content: another release of the compressor may pack the same text in other bytes.</summary>
    private static async Task<bool> SameAsync(string path, byte[] expected, byte[] actual, CancellationToken cancellation)
    {
        if (path.EndsWith(".gz", StringComparison.Ordinal))
        {
            expected = await CsvLog.DecompressAsync(expected, cancellation);
            actual = await CsvLog.DecompressAsync(actual, cancellation);
        }

        return expected.AsSpan().SequenceEqual(actual);
    }
}
