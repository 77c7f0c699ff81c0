using System.CommandLine;
using System.Security.Cryptography;
using Governance.Cli.Monitoring;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Data;

/// <summary><c>data redact</c>: writes a new file without the personal data and secrets of another one.</summary>
internal static class RedactCommand
{
    private const int FewestKeyBytes = 16;
    private const int MaxKeyBytes = 4096;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "redact",
            "Write a new file with personal data and secrets replaced, and scan it.",
            "governance data redact --data raw.csv --output clean.csv --method hash --hash-key-file pseudonyms.key"
        );
        var arguments = new DataArguments(command);
        var output = CommonOptions.Text(
            "--output",
            "The new file; compressed with gzip if its name ends with .gz. It is written in full or not at all.",
            "FILE",
            required: true
        );
        var method = CommonOptions.OneOf(
            "--method",
            "mask replaces a finding with the detector's name, hash with a pseudonym, remove with nothing (default: mask).",
            ["mask", "hash", "remove"]
        );
        var keyFile = CommonOptions.Text(
            "--hash-key-file",
            "Key of the pseudonyms, at least 16 bytes: files made with the same key can be joined. Without it, a key is created "
                + "for this file alone and not kept.",
            "FILE"
        );
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the new file if it exists." };
        foreach (Option option in new Option[] { output, method, keyFile, overwrite })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(keyFile) is not null && result.GetValue(method) is not "hash")
            {
                result.AddError("--hash-key-file requires --method hash.");
            }
        });
        var target = new EvidenceTarget(command);
        command.Does(
            host,
            isCheck: true,
            async (parse, ct) =>
            {
                var (source, made) = (arguments.Path(parse), parse.GetRequiredValue(output));
                var file = await LogFile.OpenAsync(source, ct);
                OutputPlan.EnsureWritable(made);
                if (string.Equals(Path.GetFullPath(source), Path.GetFullPath(made), StringComparison.Ordinal))
                {
                    throw CliException.Usage("--output is the input file itself; name another file.");
                }

                if (File.Exists(made) && !parse.GetValue(overwrite))
                {
                    throw CliException.Usage($"{made} already exists; use --overwrite to replace it.");
                }

                var key = parse.GetValue(keyFile) is { } keyPath
                    ? await LocalFile.ReadAsync(keyPath, MaxKeyBytes, ct)
                    : RandomNumberGenerator.GetBytes(32);
                if (key.Length < FewestKeyBytes)
                {
                    throw CliException.Usage(
                        $"{parse.GetValue(keyFile)} holds {key.Length} bytes; a key must have at least {FewestKeyBytes} bytes."
                    );
                }

                using var store = await target.OpenAsync(host, parse, "governance data redact", ct);
                var before = arguments.Scan(parse);
                await before.RunAsync(file, ct);
                arguments.CheckColumns(parse, before);
                var spared = arguments.IsStrict(parse)
                    ? []
                    : before.Found.Where(f => f.IsChance).Select(f => (f.Column, f.Detector)).ToHashSet();
                var redactor = new Redactor(before, spared, parse.GetValue(method) ?? "mask", key);
                await redactor.RunAsync(file, made, parse.GetValue(overwrite), ct);

                // What is told is what the new file holds, not what was meant to be done.
                var clean = await LogFile.OpenAsync(made, ct);
                var after = arguments.Scan(parse);
                await after.RunAsync(clean, ct);
                var digest = await LocalFile.HashAsync(source, null, ct);
                var report = new PersonalDataReport(made, await PersonalDataScan.DigestsAsync(clean, ct), after, arguments.IsStrict(parse))
                {
                    Redaction = new Redaction(source, digest.Sha256, parse.GetValue(method) ?? "mask", redactor.Replaced, redactor.Rows),
                };
                if (store is not null)
                {
                    await store.AddAsync(EvidenceKind.PiiScan, writer => report.Write(writer, withEvidence: false), ct);
                    report = report with { Evidence = store.Stored };
                }

                return new CommandOutcome(report, report.Findings > 0 ? ExitCode.Refused : ExitCode.Done);
            }
        );
        return command;
    }
}
