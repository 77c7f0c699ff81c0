using System.CommandLine;
using Governance.Cli.Audit;
using Governance.Cli.Http;
using Governance.Cli.Shared;
using Governance.Reporting.Verification;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Cli.Reports;

/// <summary><c>report verify</c>: is this the report that was made, and does the log know what its numbers rest on?</summary>
internal static class ReportVerifyCommand
{
    private const int LargestReport = 512 * 1024 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "verify",
            "Verify a PDF report: its seal, and each number's evidence digest against the log. Exit codes: 0 verified, 1 not verified.",
            "governance report verify APR-0012.pdf --export export.json.gz --public-key log-key.txt"
        );
        var file = new Argument<string>("FILE") { Description = "The report." };
        var export = CommonOptions.Text(
            "--export",
            "Export of the audit log (tlog-export/v1), plain or gzip, to verify against offline (default: the portal's log).",
            "EXPORT.json"
        );
        var keys = CommonOptions.Many(
            "--public-key",
            "The log's key as the portal printed it at its first start, or a file that holds it; after a rotation, every key.",
            "VKEY|FILE"
        );
        var pinned = CommonOptions.Text("--pinned", "A checkpoint saved earlier: the log must extend it.", "FILE");
        command.Add(file);
        foreach (Option option in new Option[] { export, keys, pinned })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var report = ReportVerifier.Read(await LocalFile.ReadAsync(path, LargestReport, ct));
                var (anchor, problem) = await AnchorFiles.ReadAsync(parse.GetValue(keys) ?? [], parse.GetValue(pinned), ct);
                LogVerification? log = null;
                if (parse.GetValue(export) is { } offline)
                {
                    // Opened even where the report has failed already: a name that leads nowhere is wrong usage.
                    await using var stream = LocalFile.Open(offline);
                    log =
                        problem is not null ? LogVerification.Unreadable(problem)
                        : report.HasFailed ? null
                        : await FileAsync(offline, stream, anchor, report, ct);
                }
                else if (problem is not null)
                {
                    log = LogVerification.Unreadable(problem);
                }
                else if (!report.HasFailed)
                {
                    log = await PortalAsync(await portal.OpenAsync(host, parse, ct), anchor, report, ct);
                }

                if (log is not null)
                {
                    report.Conclude(log);
                }

                return new CommandOutcome(
                    new ReportVerificationResult(path, report, log),
                    report.FirstFailure is null ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    private static async Task<LogVerification> FileAsync(
        string path,
        Stream stream,
        VerificationAnchor anchor,
        ReportVerifier report,
        CancellationToken ct
    )
    {
        try
        {
            return await ExportVerifier.VerifyAsync(stream, anchor, report.Search.Read, ct);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }

    private static async Task<LogVerification> PortalAsync(
        PortalClient client,
        VerificationAnchor anchor,
        ReportVerifier report,
        CancellationToken ct
    )
    {
        using (client)
        {
            using var response = await client.DownloadAsync("api/v1/audit/export", ct);
            try
            {
                await using var stream = await response.Content.ReadAsStreamAsync(ct);
                return await ExportVerifier.VerifyAsync(stream, anchor, report.Search.Read, ct);
            }
            catch (Exception problem) when (PortalClient.IsNetwork(problem, ct))
            {
                throw client.NoAnswer(problem);
            }
        }
    }
}
