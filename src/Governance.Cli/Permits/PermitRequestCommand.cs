using System.CommandLine;
using System.Text;
using Governance.Cli.Models;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Permits;

/// <summary><c>permit request</c>: asks for a permit to deploy this very file and keeps it in a file.</summary>
internal static class PermitRequestCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "request",
            "Request a permit to deploy a file; exit 1 when the gate denies it.",
            "governance permit request --model fraud-scorer --version 1.4.0 --stage production --environment prod-eu "
                + "--artifact model.onnx --output permit.json"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var stage = CommonOptions.OneOf("--stage", "Stage to deploy to.", ["staging", "production"], required: true);
        var artifact = CommonOptions.Text("--artifact", "The file about to be deployed; it is hashed here.", "FILE", required: true);
        var environment = CommonOptions.Text(
            "--environment",
            "Environment the permit is for; without one, no cluster admits the workload.",
            "NAME"
        );
        var images = CommonOptions.Many(
            "--image",
            "Container image the permit covers, named by digest and declared with the version; repeatable (default: all images of "
                + "the version).",
            "IMAGE"
        );
        var experiment = CommonOptions.Text("--experiment", "Running experiment the permit is for; the permit ends with it.", "ID");
        var output = CommonOptions.Text("--output", "File to write the permit to.", "FILE", required: true);
        foreach (Option option in new Option[] { model, version, stage, artifact, environment, images, experiment, output })
        {
            command.Add(option);
        }

        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var file = parse.GetRequiredValue(output);
                OutputPlan.EnsureWritable(file);
                var digest = await ArtifactUpload.HashAsync(host, parse.GetRequiredValue(artifact), ct);
                using var client = await portal.OpenAsync(host, parse, ct);
                var body = (
                    await client.PostAsync(
                        "api/v1/permits",
                        writer =>
                        {
                            writer.WriteStartObject();
                            writer.WriteString("model", parse.GetRequiredValue(model));
                            writer.WriteString("version", parse.GetRequiredValue(version));
                            writer.WriteString("stage", parse.GetRequiredValue(stage));
                            writer.WriteString("sha256", digest.Sha256);
                            writer.WriteString("environment", parse.GetValue(environment));
                            writer.WriteString("experiment", parse.GetValue(experiment));
                            if (parse.GetValue(images) is { Length: > 0 } named)
                            {
                                writer.WriteStartArray("images");
                                foreach (var image in named)
                                {
                                    writer.WriteStringValue(image);
                                }

                                writer.WriteEndArray();
                            }

                            writer.WriteEndObject();
                        },
                        ct
                    )
                ).Body;
                var envelope = body.Member("envelope") ?? throw CliException.Undecided("The portal's answer contains no permit.");
                try
                {
                    await File.WriteAllTextAsync(file, envelope.GetRawText(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), ct);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    throw CliException.Usage($"{file} cannot be written: {problem.Message}", problem);
                }

                return new CommandOutcome(
                    new AnswerResult(
                        body,
                        page =>
                        {
                            page.Verdict(
                                CheckOutcome.Pass,
                                $"{body.Text("id")} permits {body.Text("model")}@{body.Text("version")} to "
                                    + $"{body.Text("stage")}"
                                    + $"{(body.Text("environment") is { Length: > 0 } place ? $" in {place}" : string.Empty)} until "
                                    + $"{body.Text("expiresAt")}."
                            );
                            if (body.Text("experiment") is { Length: > 0 } tried)
                            {
                                page.Fact("experiment", $"{tried}, share {body.Member("share")?.GetRawText()}");
                            }

                            page.Fact("sha256", digest.Sha256);
                            page.Fact("saved in", file);
                        }
                    )
                );
            }
        );
        return command;
    }
}
