using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Benchmarks;

/// <summary>Verifying an export, beside sha256sum over the same file.</summary>
internal sealed class ExportBenchmark : IBenchmark
{
    private const string Origin = "governance/benchmark";
    private const int Rounds = 5;

    public string Name => "export";

    public string Words => "audit verify of an export beside sha256sum: --rows 1000000 --file FILE (made when missing)";

    public async Task RunAsync(BenchmarkOptions options, CancellationToken ct)
    {
        var rows = (int)options.Number("rows", 1_000_000);
        var file = options.Text("file", Path.Combine(Path.GetTempPath(), $"governance-export-{rows}.json"));
        if (!File.Exists(file))
        {
            await WriteAsync(file, rows, ct);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} entries, {new FileInfo(file).Length / 1e6:N0} MB"));
        var (sums, verifies) = (new double[Rounds], new double[Rounds]);
        for (var i = -1; i < Rounds; i++)
        {
            var sum = await SumAsync(file, ct);
            var verify = await VerifyAsync(file, rows, ct);
            if (i >= 0)
            {
                (sums[i], verifies[i]) = (sum, verify);
            }
        }

        Array.Sort(sums);
        Array.Sort(verifies);
        Console.WriteLine("| | median s |");
        Console.WriteLine("| --- | ---: |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| sha256sum | {sums[Rounds / 2]:F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| verify | {verifies[Rounds / 2]:F2} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| Ratio | {verifies[Rounds / 2] / sums[Rounds / 2]:F2} |"));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB")
        );
    }

    private static async Task<double> SumAsync(string file, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("sha256sum", [file]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(ct);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> VerifyAsync(string file, int rows, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        var result = await ExportVerifier.VerifyAsync(stream, new VerificationAnchor(), ct);
        return result.Verified && result.Entries == rows
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"The export does not verify: {result.Findings[0].Sentence}");
    }

    private static async Task WriteAsync(string file, int rows, CancellationToken ct)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var tree = new MerkleTree();
        for (var i = 0; i < rows; i++)
        {
            tree.Append(MerkleHash.Leaf(Leaf(i)));
        }

        var head = new ExportHead
        {
            Checkpoint = SignedNote.Sign(new Checkpoint(Origin, rows, tree.Root()).ToString(), Origin, key),
            PublicKey = NoteKey.Of(Origin, key),
        };
        await using var stream = File.Create(file);
        var leaves = Enumerable.Range(0, rows).ToAsyncEnumerable().Select(Leaf);
        await ExportWriter.WriteAsync(stream, head, leaves, leaves.Select(l => MerkleHash.Leaf(l)), ct);
    }

    // A sign-off, as the log writes it.
    private static byte[] Leaf(int index) =>
        Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"action":"promotion.signed","actor":"user:USR-{{index % 1000:0000}}","actorName":"Ada Lovelace","data":{"bundleDigest":"{{index:x64}}","decision":"approve","sha256":"{{index * 7L:x64}}"},"outcome":"done","request":"{{index:x32}}","role":"SecurityReviewer","schema":"governance.event/v1","subject":"APR-{{index:0000}}","time":"2026-11-20T10:00:00.000Z"}"""
            )
        );
}
