using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary><c>agent digest</c>: the digest that signers sign, and the bytes it is of.</summary>
internal static class AgentDigestCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "digest",
            "Print the digest of a manifest's canonical JSON, which is what signers sign.",
            "governance agent digest agent.yaml --out agent.json"
        );
        var file = AgentFiles.File("FILE", "The manifest, as JSON or YAML.");
        var to = CommonOptions.Text("--out", "Where to write the canonical JSON, which is the artifact of the agent's version.", "FILE");
        command.Add(file);
        command.Add(to);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var manifest = await AgentFiles.ManifestAsync(parse.GetRequiredValue(file), ct);
                var bytes = manifest.ToBytes();
                if (parse.GetValue(to) is { } path)
                {
                    await AgentFiles.WriteNewAsync(path, bytes, ct);
                }

                return new CommandOutcome(new Digested(Sha256Hex.Of(bytes), bytes.Length, parse.GetValue(to)));
            }
        );
        return command;
    }

    public static string Of(AgentManifest manifest) => Sha256Hex.Of(manifest.ToBytes());

    private sealed record Digested(string Sha256, int SizeBytes, string? File) : CommandResult
    {
        public override void WriteText(TextPage page) => page.Line(Sha256);

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("sha256", Sha256);
            writer.WriteNumber("sizeBytes", SizeBytes);
            writer.WriteString("file", File);
            writer.WriteEndObject();
        }
    }
}
