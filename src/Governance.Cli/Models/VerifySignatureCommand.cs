using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Domain.Models;

namespace Governance.Cli.Models;

/// <summary><c>model verify-signature</c>: whether an artifact is the one someone signed. Works without a portal.</summary>
internal static class VerifySignatureCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "verify-signature",
            "Verify the signature of an artifact; exit 1 when it is not valid.",
            "governance model verify-signature --artifact model.onnx --signature model.sig --public-key release.pub.pem"
        );
        var artifact = CommonOptions.Text("--artifact", "The artifact.", "FILE", required: true);
        var signature = new Option<string>("--signature")
        {
            Description = "Its signature.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "model.sig",
        };
        var keys = new Option<string[]>("--public-key")
        {
            Description = "Trusted P-256 key in PEM form; repeatable.",
            HelpName = "FILE",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        command.Add(artifact);
        command.Add(signature);
        command.Add(keys);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var path = parse.GetRequiredValue(artifact);
                var trusted = await TrustedKeys.ReadAsync(parse.GetRequiredValue(keys), ct);
                var bundle = await LocalFile.ReadAsync(parse.GetRequiredValue(signature), ModelSigning.MaxBytes, ct);
                var digest = await ArtifactUpload.HashAsync(host, path, ct);
                var verdict = ModelSigning.VerifyFile(bundle, digest.Sha256, trusted);
                return new CommandOutcome(
                    new Verified(path, digest.Sha256, verdict.Doubt, verdict.Key?.Id),
                    verdict.Doubt is null ? ExitCode.Done : ExitCode.Refused
                );
            }
        );
        return command;
    }

    private sealed record Verified(string Artifact, string Sha256, string? Doubt, string? KeySha256) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Verdict(
                Doubt is null ? CheckOutcome.Pass : CheckOutcome.Fail,
                Doubt is null ? $"{Artifact} is the file that was signed." : $"The signature of {Artifact} is not valid. {Doubt}"
            );
            page.Fact("sha256", Sha256);
            page.Fact("key", KeySha256);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("artifact", Artifact);
            writer.WriteString("sha256", Sha256);
            writer.WriteBoolean("verified", Doubt is null);
            writer.WriteString("keySha256", KeySha256);
            writer.WriteString("reason", Doubt);
            writer.WriteEndObject();
        }
    }
}
