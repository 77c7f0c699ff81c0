using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion;

/// <summary><c>model evidence convert</c>: a report of another tool as evidence, without sending it.</summary>
internal static class ConvertEvidenceCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "convert",
            "Turn another tool's report into evidence: the figures come from that tool, the limits from your policies.",
            "governance model evidence convert --from garak garak.report.jsonl --format json=prompt-safety.json"
        );
        var file = new Argument<string>("FILE") { Description = "The report exactly as the tool wrote it." };
        command.Add(file);
        var conversion = new ConversionOptions(command, required: true);
        var kind = CommonOptions.OneOf("--kind", "The kind of evidence to make, if the file holds several.", WireName.All<EvidenceKind>());
        command.Add(kind);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(file);
                var made = await conversion.ConvertAsync(parse, path, parse.GetValue(kind), ct);
                if (made.Reports.Count > 1)
                {
                    throw CliException.Usage($"{path} holds {ConversionOptions.Kinds(made.Reports)}. Choose one with --kind.");
                }

                using var payload = JsonDocument.Parse(made.Reports[0].Payload.ToJsonString());
                return new CommandOutcome(
                    new AnswerResult(
                        payload.RootElement.Clone(),
                        page =>
                        {
                            page.Line(
                                $"{Path.GetFileName(path)} is {WireName.Of(made.Reports[0].Kind)} evidence, measured by {made.Tool}."
                            );
                            foreach (var line in made.Undefined.Lines())
                            {
                                page.Line(line);
                            }

                            page.Line("Write it with --format json=FILE, or send it with: governance model evidence add --from …");
                        }
                    )
                );
            }
        );
        return command;
    }
}
