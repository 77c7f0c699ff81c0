using System.CommandLine;
using Governance.Cli.Monitoring;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Data;

/// <summary><c>data scan-pii</c>: says where personal data and secrets are, without their values.</summary>
internal static class ScanPiiCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "scan-pii",
            "Find personal data and secrets in a file; report columns, counts and rows, never values.",
            "governance data scan-pii --data training.csv.gz --max-findings 0 --format json=pii.json"
        );
        var arguments = new DataArguments(command);
        var most = NumberOptions.Whole("--max-findings", "Exit 1 if there are more findings than this.", 0, int.MaxValue);
        command.Add(most);
        var target = new EvidenceTarget(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var file = await LogFile.OpenAsync(arguments.Path(parse), ct);
                using var store = await target.OpenAsync(host, parse, "governance data scan-pii", ct);
                var scan = arguments.Scan(parse);
                await scan.RunAsync(file, ct);
                arguments.CheckColumns(parse, scan);
                var report = new PersonalDataReport(
                    file.Path,
                    await PersonalDataScan.DigestsAsync(file, ct),
                    scan,
                    arguments.IsStrict(parse)
                );
                if (store is not null)
                {
                    await store.AddAsync(EvidenceKind.PiiScan, writer => report.Write(writer, withEvidence: false), ct);
                    report = report with { Evidence = store.Stored };
                }

                return new CommandOutcome(
                    report,
                    parse.GetValue(most) is not null && report.Findings > parse.Whole(most, 0) ? ExitCode.Refused : ExitCode.Done
                )
                {
                    NotRun =
                        parse.GetValue(most) is not null && scan.Rows == 0 ? [$"{file.Path} has no rows, so nothing was searched."] : [],
                };
            }
        );
        return command;
    }
}
