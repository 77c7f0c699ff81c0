using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Conversion;
using Governance.Cli.Http;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Cli.Models;

/// <summary><c>model evidence add</c>.</summary>
internal static class AddEvidenceCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "add",
            "Add evidence about a version, as a file.",
            "governance model evidence add --model fraud-scorer --version 1.4.0 --kind fairness --tool \"governance "
                + "analyze\" --file fairness.json"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var kind = CommonOptions.OneOf(
            "--kind",
            "Kind of evidence (default with --from: everything the file holds).",
            WireName.All<EvidenceKind>()
        );
        var file = CommonOptions.Text("--file", "The evidence file; its digest is computed from its bytes.", "FILE", required: true);
        var tool = CommonOptions.Text("--tool", "The tool that produced the evidence, with its version; not with --from.", "TEXT");
        var producedAt = CommonOptions.Instant(
            "--produced-at",
            "When the tool produced the evidence (default: when the file was last written)."
        );
        var mustCount = new Option<bool>("--must-count")
        {
            Description = "Exit with 1 when what was stored does not count at gates: unreadable, or nothing was measured.",
        };
        var mediaType = CommonOptions.Text("--media-type", "Media type (default: derived from the file extension).", "TYPE");
        foreach (Option option in new Option[] { model, version, kind, file, tool, producedAt, mediaType, mustCount })
        {
            command.Add(option);
        }

        var conversion = new ConversionOptions(command, required: false);
        command.Validators.Add(result =>
        {
            var isForeign = result.GetValue(conversion.From) is not null;
            if (!isForeign && (result.GetValue(kind) is null || result.GetValue(tool) is null))
            {
                result.AddError("Give --kind and --tool, or --from for another tool's report.");
            }
            else if (isForeign && (result.GetValue(tool) is not null || result.GetValue(mediaType) is not null))
            {
                result.AddError("With --from, the report says which tool produced it: leave out --tool and --media-type.");
            }
        });
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var (m, v, path) = (parse.GetRequiredValue(model), parse.GetRequiredValue(version), parse.GetRequiredValue(file));
                if (parse.GetValue(conversion.From) is not null)
                {
                    var read = await conversion.ConvertAsync(parse, path, parse.GetValue(kind), ct);
                    using var sender = await portal.OpenAsync(host, parse, ct);
                    return await AddConvertedAsync(sender, (m, v), path, read, parse.GetValue(producedAt), parse.GetValue(mustCount), ct);
                }

                var digest = await LocalFile.HashAsync(path, null, ct);
                var made = CommonOptions.TryReadInstant(parse.GetValue(producedAt), out var said)
                    ? said
                    : new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
                using var client = await portal.OpenAsync(host, parse, ct);
                var answer = await client.TransferAsync(
                    HttpMethod.Post,
                    $"{ModelPaths.Version(m, v)}/evidence",
                    () =>
                        new MultipartFormDataContent
                        {
                            { new StringContent(parse.GetRequiredValue(kind)), "kind" },
                            { new StringContent(parse.GetRequiredValue(tool)), "tool" },
                            { new StringContent(CommonOptions.Utc(made)), "producedAt" },
                            {
                                new FileContent(
                                    path,
                                    digest.SizeBytes,
                                    parse.GetValue(mediaType) ?? MediaTypeOf(path),
                                    isGzip: false,
                                    _ => { }
                                ),
                                "file",
                                Path.GetFileName(path)
                            },
                        },
                    ct
                );
                var stored = answer.Body.Text("sha256");
                if (stored is not null && !string.Equals(stored, digest.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    throw new CliException(
                        ExitCode.Refused,
                        $"The portal stored different bytes: {path} has SHA-256 {digest.Sha256}, the portal says {stored}."
                    );
                }

                var uncounted = StoredEvidence.WhyUncounted(answer.Body);
                return new CommandOutcome(
                    new AnswerResult(
                        answer.Body,
                        page =>
                        {
                            page.Line($"Added {answer.Body.Text("id") ?? "evidence"} ({parse.GetRequiredValue(kind)}) to {m}@{v}.");
                            if (uncounted is not null)
                            {
                                page.Line($"It does not count at gates: {uncounted}.");
                            }

                            page.Fact("sha256", digest.Sha256);
                            page.Fact("produced", made.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC");
                        }
                    ),
                    uncounted is not null && parse.GetValue(mustCount) ? ExitCode.Refused : ExitCode.Done
                );
            }
        );
        return command;
    }

    // Each kind that the report holds is a piece of evidence of its own.
    private static async Task<CommandOutcome> AddConvertedAsync(
        PortalClient client,
        (string Model, string Version) about,
        string path,
        ConvertedFile read,
        string? producedAt,
        bool mustCount,
        CancellationToken ct
    )
    {
        var at = CommonOptions.TryReadInstant(producedAt, out var said)
            ? said
            : read.ProducedAt ?? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        // What was converted was read as a gate reads it before it was sent, but the portal's word counts: it may be of another version.
        var stored = new List<StoredEvidence>();
        foreach (var report in read.Reports)
        {
            var kind = WireName.Of(report.Kind);
            var answer = await client.PostAsync(
                $"{ModelPaths.Version(about.Model, about.Version)}/evidence",
                writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("kind", kind);
                    writer.WriteString("tool", read.Tool);
                    writer.WriteString("producedAt", CommonOptions.Utc(at));
                    writer.WritePropertyName("payload");
                    report.Payload.WriteTo(writer);
                    writer.WriteEndObject();
                },
                ct
            );
            stored.Add(StoredEvidence.Of(kind, answer.Body));
        }

        using var body = JsonDocument.Parse(
            OutputPlan.JsonText(writer =>
            {
                writer.WriteStartObject();
                StoredEvidence.Write(writer, stored);
                read.Undefined.Write(writer);
                writer.WriteEndObject();
            })
        );
        return new CommandOutcome(
            new AnswerResult(
                body.RootElement.Clone(),
                page =>
                {
                    foreach (var one in stored)
                    {
                        page.Line($"Added {one.Id} ({one.Kind}) to {about.Model}@{about.Version}, measured by {read.Tool}.");
                        if (one.Uncounted is { } why)
                        {
                            page.Line($"It does not count at gates: {why}.");
                        }

                        page.Fact("sha256", one.Sha256);
                    }

                    foreach (var line in read.Undefined.Lines())
                    {
                        page.Line(line);
                    }
                }
            ),
            mustCount && stored.Exists(s => s.Uncounted is not null) ? ExitCode.Refused : ExitCode.Done
        );
    }

    private static string MediaTypeOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" or ".sarif" => "application/json",
            ".pdf" => "application/pdf",
            ".html" => "text/html",
            ".md" => "text/markdown",
            ".txt" => "text/plain",
            ".csv" => "text/csv",
            ".yaml" or ".yml" => "application/yaml",
            ".xml" => "application/xml",
            _ => "application/octet-stream",
        };
}
