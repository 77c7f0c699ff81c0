using System.CommandLine;
using Governance.Cli.Http;
using Governance.Cli.Shared;
using Governance.Transparency;
using Governance.Transparency.Export;

namespace Governance.Cli.Audit;

/// <summary><c>audit verify</c>: does the log, or one receipt, hold against what was known before?</summary>
internal static class AuditVerifyCommand
{
    private const int MaxReceipt = 1024 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "verify",
            "Verify an export of the audit log or a receipt, offline; without a file, the portal's log. Exit codes: 0 verified, 1 not "
                + "verified.",
            "governance audit verify export.json.gz --public-key log-key.txt --pinned checkpoint.txt"
        );
        var export = new Argument<string?>("EXPORT")
        {
            Description = "Export of the log (tlog-export/v1), plain or gzip (default: fetched from the portal).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var keys = CommonOptions.Many(
            "--public-key",
            "The log's key as the portal printed it at its first start, or a file that holds it; after a rotation, every key.",
            "VKEY|FILE"
        );
        var pinned = CommonOptions.Text("--pinned", "A checkpoint saved earlier: the log must extend it.", "FILE");
        var receipt = CommonOptions.Text("--receipt", "A receipt to verify instead of an export.", "FILE.tlog-proof");
        var leaf = CommonOptions.Text("--leaf", "The bytes of the entry that the receipt covers.", "FILE");
        command.Add(export);
        foreach (Option option in new Option[] { keys, pinned, receipt, leaf })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var (file, proof, entry) = (parse.GetValue(export), parse.GetValue(receipt), parse.GetValue(leaf));
                if (
                    (proof is null) != (entry is null)
                    || (proof is not null && (file is not null || parse.GetValue(keys) is not { Length: > 0 }))
                )
                {
                    throw CliException.Usage("To verify a receipt, give --receipt FILE --leaf FILE --public-key VKEY and no export.");
                }

                var (anchor, problem) = await AnchorFiles.ReadAsync(parse.GetValue(keys) ?? [], parse.GetValue(pinned), ct);
                LogVerification result;
                if (problem is not null)
                {
                    result = LogVerification.Unreadable(problem);
                }
                else if (proof is not null)
                {
                    var bytes = await LocalFile.ReadAsync(entry!, MaxReceipt, ct);
                    result = ReceiptVerifier.Verify(await LocalFile.ReadAsync(proof, MaxReceipt, ct), bytes, anchor);
                }
                else
                {
                    result = file is not null
                        ? await VerifyFileAsync(file, anchor, ct)
                        : await VerifyPortalAsync(await portal.OpenAsync(host, parse, ct), anchor, ct);
                }

                return new CommandOutcome(
                    new VerificationResult(result, proof ?? file ?? "the portal's log"),
                    result.Verified ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    private static async Task<LogVerification> VerifyFileAsync(string path, VerificationAnchor anchor, CancellationToken ct)
    {
        await using var file = LocalFile.Open(path);
        try
        {
            return await ExportVerifier.VerifyAsync(file, anchor, ct);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw LocalFile.Unreadable(path, problem);
        }
    }

    private static async Task<LogVerification> VerifyPortalAsync(PortalClient client, VerificationAnchor anchor, CancellationToken ct)
    {
        using (client)
        {
            using var response = await client.DownloadAsync("api/v1/audit/export", ct);
            try
            {
                await using var stream = await response.Content.ReadAsStreamAsync(ct);
                return await ExportVerifier.VerifyAsync(stream, anchor, ct);
            }
            catch (Exception problem) when (PortalClient.IsNetwork(problem, ct))
            {
                throw client.NoAnswer(problem);
            }
        }
    }
}
