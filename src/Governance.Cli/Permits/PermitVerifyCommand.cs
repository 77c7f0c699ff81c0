using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Governance.Cli.Models;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Transparency;

namespace Governance.Cli.Permits;

/// <summary><c>permit verify FILE</c>: whether a permit lets a file be deployed now. Works without a portal.</summary>
internal static class PermitVerifyCommand
{
    private const int LargestFile = 256 * 1024;

    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "verify",
            "Verify a permit offline; exit 1 when it is not valid.",
            "governance permit verify permit.json --public-key seal.pem --artifact model.onnx --stage production"
        );
        var file = new Argument<string>("FILE") { Description = "The permit." };
        var keys = new Option<string[]>("--public-key")
        {
            Description = "The portal's seal in PEM form, obtained separately from the permit; repeatable.",
            HelpName = "FILE",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var artifact = CommonOptions.Text("--artifact", "The file about to be deployed; it is hashed here.", "FILE");
        var model = CommonOptions.Text("--model", "Model that the permit must cover.", "MODEL");
        var version = CommonOptions.Text("--version", "Version that the permit must cover.", "VERSION");
        var stage = CommonOptions.OneOf("--stage", "Stage that the permit must cover.", ["staging", "production"]);
        var environment = CommonOptions.Text("--environment", "Environment that the permit must cover.", "NAME");
        var image = CommonOptions.Text("--image", "Digest of the image that the permit must cover.", "IMAGE");
        var experiment = CommonOptions.Text(
            "--experiment",
            "Experiment that the permit must cover; permits of an experiment are valid for nothing else.",
            "ID"
        );
        var share = NumberOptions.Share("--share", "Share of the traffic that will be routed to the challenger.");
        command.Add(file);
        foreach (Option option in new Option[] { keys, artifact, model, version, stage, environment, image, experiment, share })
        {
            command.Add(option);
        }

        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var trusted = await TrustedKeys.ReadAsync(parse.GetRequiredValue(keys), ct);
                var permit = await LocalFile.ReadAsync(parse.GetRequiredValue(file), LargestFile, ct);
                var digest = parse.GetValue(artifact) is { } deployed ? (await ArtifactUpload.HashAsync(host, deployed, ct)).Sha256 : null;
                var asked = new PermitQuestion(
                    digest,
                    parse.GetValue(model),
                    parse.GetValue(version),
                    parse.GetValue(stage),
                    parse.GetValue(environment),
                    parse.GetValue(image),
                    parse.GetValue(experiment),
                    parse.GetValue(share) is null ? null : parse.Share(share, 1)
                );
                var verdict = PermitStatement.Verify(permit, trusted, asked, host.Clock.GetUtcNow());
                return new CommandOutcome(
                    new Verified(parse.GetRequiredValue(file), verdict),
                    verdict.Doubt is null ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    private sealed record Verified(string File, PermitVerdict Verdict) : CommandResult
    {
        private static IReadOnlyList<string> ImagesOf(PermitStatement? statement) =>
            statement switch
            {
                null => [],
                { Images.Count: > 0 } => statement.Images,
                { Image: { } image } => [image],
                _ => [],
            };

        public override void WriteText(TextPage page)
        {
            page.Verdict(
                Verdict.Doubt is null ? CheckOutcome.Pass : CheckOutcome.Fail,
                Verdict.Doubt is null ? $"{File} permits the deployment." : $"{File} does not permit the deployment. {Verdict.Doubt}"
            );
            if (Verdict.Statement is { } statement)
            {
                page.Fact("permit", statement.Permit.ToString());
                page.Fact(
                    "for",
                    $"{statement.Model}@{statement.Version} to "
                        + $"{WireName.Of(statement.Stage)}{(statement.Environment is { } place ? $" in {place}" : string.Empty)}"
                );
                page.Fact("sha256", statement.ArtifactSha256);
                foreach (var image in ImagesOf(statement))
                {
                    page.Fact("image", image);
                }

                page.Fact("serves", statement.Serves);
                page.Fact("promotion", statement.Promotion.ToString());
                page.Fact("override", statement.Override);
                if (statement.Experiment is { } tried)
                {
                    page.Fact("experiment", string.Create(CultureInfo.InvariantCulture, $"{tried}, share {statement.Share}"));
                }

                page.Fact(
                    "expires",
                    statement.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC"
                );
            }
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteBoolean("verified", Verdict.Doubt is null);
            writer.WriteString("reason", Verdict.Doubt);
            writer.WriteString("permit", Verdict.Statement?.Permit.ToString());
            writer.WriteString("model", Verdict.Statement?.Model);
            writer.WriteString("version", Verdict.Statement?.Version);
            writer.WriteString("stage", Verdict.Statement is { } statement ? WireName.Of(statement.Stage) : null);
            writer.WriteString("environment", Verdict.Statement?.Environment);
            writer.WriteStartArray("images");
            foreach (var image in ImagesOf(Verdict.Statement))
            {
                writer.WriteStringValue(image);
            }

            writer.WriteEndArray();
            writer.WriteString("sha256", Verdict.Statement?.ArtifactSha256);
            writer.WriteString("promotion", Verdict.Statement?.Promotion.ToString());
            writer.WriteString("expiresAt", Verdict.Statement is { } said ? CanonicalJson.Time(said.ExpiresAt) : null);
            writer.WriteEndObject();
        }
    }
}
