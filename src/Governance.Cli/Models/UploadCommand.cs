using System.CommandLine;
using Governance.Cli.Output;
using Governance.Cli.Shared;

namespace Governance.Cli.Models;

/// <summary><c>model upload</c>: sends the artifact of a version that is registered already.</summary>
internal static class UploadCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "upload",
            "Upload the artifact of a registered version.",
            "governance model upload --model fraud-scorer --version 1.4.0 --file model.onnx"
        );
        var model = CommonOptions.Model();
        var version = CommonOptions.Version();
        var file = CommonOptions.Text("--file", "The artifact.", "FILE", required: true);
        var signature = CommonOptions.Text("--signature", "The artifact's signature, uploaded after the artifact.", "FILE");
        command.Add(model);
        command.Add(version);
        command.Add(file);
        command.Add(signature);
        var portal = new PortalOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var (m, v, path) = (parse.GetRequiredValue(model), parse.GetRequiredValue(version), parse.GetRequiredValue(file));
                var digest = await ArtifactUpload.HashAsync(host, path, ct);
                using var client = await portal.OpenAsync(host, parse, ct);
                var known = (await client.GetAsync(ModelPaths.Version(m, v), ct)).Body;
                var declared =
                    known.Member("artifact")?.Text("sha256")
                    ?? throw CliException.Undecided($"The portal has no digest for the artifact of {m}@{v}.");
                if (!string.Equals(declared, digest.Sha256, StringComparison.OrdinalIgnoreCase))
                {
                    throw new CliException(
                        ExitCode.Refused,
                        $"{path} has SHA-256 {digest.Sha256}; {m}@{v} declares {declared}. Upload the declared file, or register a "
                            + $"new version."
                    );
                }

                var stored = await ArtifactUpload.SendAsync(host, client, m, v, path, digest, ct);
                if (parse.GetValue(signature) is { } signed)
                {
                    await ArtifactUpload.SendSignatureAsync(client, m, v, signed, ct);
                }

                return new CommandOutcome(new AnswerResult(stored ?? known, page => ArtifactUpload.Describe(page, m, v, digest)));
            }
        );
        return command;
    }
}
