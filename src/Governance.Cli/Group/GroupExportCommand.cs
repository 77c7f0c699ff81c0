using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Reports;
using Governance.Cli.Shared;
using Governance.Domain.Kpis;
using Governance.Transparency;

namespace Governance.Cli.Group;

/// <summary>
/// <c>group export</c>: has the portal count, and packs the figures with the entry of the log and its receipt, for the holding to verify.
/// </summary>
internal static class GroupExportCommand
{
    private static readonly TimeSpan s_usualWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "export",
            "Export this installation's figures for the corporate group, with proof from its log and the witness.",
            "governance group export --output bank-a.json"
        );
        var output = CommonOptions.Text("--output", "File to write; for the overview, its name must end in .json.", "FILE", required: true);
        var wait = CommonOptions.Wait("How long to wait for the figures and for the witness (default: 10m).");
        command.Add(output);
        command.Add(wait);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var file = parse.GetRequiredValue(output);
                OutputPlan.EnsureWritable(file);
                var limit = parse.GetValue(wait) is { } text && Duration.TryParse(text, out var time) ? time : s_usualWait;
                var started = host.Clock.GetTimestamp();
                using var client = await portal.OpenAsync(host, parse, ct);
                var (report, path) = await ReportExportCommand.MakeAsync(
                    host,
                    client,
                    new(GroupFigure.ReportKind, "*", "json", Language: null),
                    limit,
                    ct
                );
                var figures = await DownloadAsync(client, $"{path}/content", ct);
                RequireDigest(figures, report);
                var index =
                    report.Member("logIndex") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var known)
                        ? known
                        : throw CliException.Undecided("The portal does not say which entry of its log names the figures.");
                var entry = string.Create(CultureInfo.InvariantCulture, $"api/v1/audit/entries/{index}");
                var leaf = await LeafAsync(client, entry, ct);
                var (receipt, checkpoint) = await WitnessedAsync(host, client, entry, limit - host.Clock.GetElapsedTime(started), ct);
                await WriteAsync(file, new GroupExportFile(figures, leaf, receipt), ct);
                return new CommandOutcome(
                    new AnswerResult(
                        report,
                        page =>
                        {
                            page.Line($"Wrote {file}.");
                            page.Fact("report", report.Text("id"));
                            page.Fact("sha256", $"{report.Text("sha256")} (as recorded by the portal)");
                            page.Fact("log", checkpoint.Text.Split('\n')[0]);
                            page.Fact("cosigned by", string.Join(", ", Cosigners(checkpoint)));
                        }
                    )
                );
            }
        );
        return command;
    }

    private static void RequireDigest(byte[] figures, JsonElement report)
    {
        var digest = Sha256Hex.Of(figures);
        if (!string.Equals(report.Text("sha256"), digest, StringComparison.Ordinal))
        {
            throw new CliException(
                ExitCode.Refused,
                $"The file received has SHA-256 {digest}, but the portal recorded {report.Text("sha256") ?? "none"}. Nothing was saved."
            );
        }
    }

    private static async Task<byte[]> LeafAsync(PortalClient client, string entry, CancellationToken ct) =>
        (await client.GetAsync(entry, ct)).Body.Member("leaf") is { ValueKind: JsonValueKind.String } leaf
        && leaf.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw CliException.Undecided("The portal did not return the entry of its log.");

    /// <summary>The receipt up to a checkpoint that a witness has cosigned, which takes until the witness is asked again.</summary>
    private static async Task<(byte[] Receipt, SignedNote Checkpoint)> WitnessedAsync(
        CliHost host,
        PortalClient client,
        string entry,
        TimeSpan limit,
        CancellationToken ct
    )
    {
        var started = host.Clock.GetTimestamp();
        for (var told = false; ; told = true)
        {
            try
            {
                var receipt = await DownloadAsync(client, $"{entry}/receipt?cosigned=true", ct);
                // A portal that does not know the question answers with its newest checkpoint, cosigned or not.
                if (TlogProof.TryParse(receipt, out var proof) && Cosigners(proof.Checkpoint).Any())
                {
                    return (receipt, proof.Checkpoint);
                }
            }
            catch (CliException refused) when (refused.Code == "audit.not-cosigned")
            {
                // The witness is asked again in a while.
            }

            if (!told)
            {
                await host.Error.WriteLineAsync("Waiting for a witness to cosign the log.");
            }

            var left = limit - host.Clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw new CliException(
                    ExitCode.StillOpen,
                    "No witness has cosigned the log yet, so nothing was written. Wait longer with --wait, or see the Audit log page in "
                        + "the portal."
                );
            }

            await Task.Delay(left < s_pause ? left : s_pause, host.Clock, ct);
        }
    }

    private static IEnumerable<string> Cosigners(SignedNote checkpoint) =>
        Checkpoint.TryParse(checkpoint.Text, out var parsed)
            ? checkpoint.Signatures.Where(s => s.Name != parsed.Origin && Cosignature.TimeOf(s) is not null).Select(s => s.Name)
            : [];

    private static async Task<byte[]> DownloadAsync(PortalClient client, string path, CancellationToken ct)
    {
        using var response = await client.DownloadAsync(path, ct);
        try
        {
            await using var source = await response.Content.ReadAsStreamAsync(ct);
            using var bytes = new MemoryStream();
            var buffer = new byte[16_384];
            for (int read; (read = await source.ReadAsync(buffer, ct)) > 0; )
            {
                if (bytes.Length + read > GroupExportFile.MaxBytes)
                {
                    throw CliException.Undecided($"The portal's response is larger than {Sizes.Words(GroupExportFile.MaxBytes)}.");
                }

                await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            return bytes.ToArray();
        }
        catch (Exception problem) when (PortalClient.IsNetwork(problem, ct))
        {
            throw client.NoAnswer(problem);
        }
    }

    /// <summary>Writes beside the target and renames, so that it is never half an export.</summary>
    private static async Task WriteAsync(string file, GroupExportFile export, CancellationToken ct)
    {
        try
        {
            await File.WriteAllTextAsync(file + ".part", export.ToJson(), ct);
            File.Move(file + ".part", file, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage($"{file} cannot be written: {problem.Message}", problem);
        }
    }
}
