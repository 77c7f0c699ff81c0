using System.CommandLine;
using System.Text.Json;
using Governance.Cli.Output;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary><c>agent bundle</c>: signs which tools a guard may allow while the portal does not answer.</summary>
internal static class AgentBundleCommand
{
    public static Command Create(CliHost host)
    {
        var command = new ExampleCommand(
            "bundle",
            "Sign an offline bundle: manifest, policies, and the tools a guard may allow while the portal is unreachable.",
            "governance agent bundle --manifest agent.json --policy policy.yaml --tool files.read_file --key key.pem --out offline.json"
        );
        var manifest = CommonOptions.Text("--manifest", "The agent's manifest.", "FILE", required: true);
        var policies = CommonOptions.Many("--policy", "Policy in force that applies to the agent; repeatable.", "FILE");
        var tools = CommonOptions.Many("--tool", "Tool that may be used offline, as server.tool; repeatable.", "NAME");
        tools.Required = true;
        var stage = AgentFiles.Stage();
        var valid = CommonOptions.Text("--valid", "How long the bundle may be used, at most 30 days (default: 24h).", "24h");
        var output = CommonOptions.Text("--out", "File to write the signed bundle to.", "FILE", required: true);
        foreach (var option in new Option[] { manifest, policies, tools, stage, valid, output })
        {
            command.Add(option);
        }

        var key = new SigningKeyOptions(command);
        command.Does(
            host,
            isCheck: false,
            async (parse, ct) =>
            {
                var agent = await AgentFiles.ManifestAsync(parse.GetRequiredValue(manifest), ct);
                var time = TimeSpan.FromHours(24);
                if (parse.GetValue(valid) is { } text && (!Duration.TryParse(text, out time) || time == TimeSpan.Zero))
                {
                    throw CliException.Usage(
                        $"--valid: \"{text}\" is not a duration of at most 30 days. Write one such as 90m, 24h or 7d."
                    );
                }

                List<string> named = [.. parse.GetRequiredValue(tools).Distinct(StringComparer.Ordinal)];
                if (named.Find(name => agent.Tools.All(tool => tool.Id != name)) is { } unknown)
                {
                    throw CliException.Usage(
                        $"The manifest does not name the tool {unknown}. It names: {string.Join(", ", agent.Tools.Select(t => t.Id))}."
                    );
                }

                var bundle = new OfflineBundle(
                    parse.GetValue(stage) ?? AgentFiles.UsualStage,
                    agent,
                    await AgentFiles.PoliciesAsync(parse.GetValue(policies), ct),
                    named,
                    host.Clock.GetUtcNow() + time
                )
                {
                    IssuedAt = host.Clock.GetUtcNow(),
                };
                using var secret = await key.OpenAsync(parse, ct);
                var signed = SigningKeyOptions.Sign(OfflineBundle.PayloadType, bundle.ToBytes(), secret);
                var to = parse.GetRequiredValue(output);
                await AgentFiles.WriteNewAsync(to, signed.ToBytes(), ct);
                return new CommandOutcome(new Bundled(bundle, to, DsseKey.Of(secret).Id));
            }
        );
        return command;
    }

    private sealed record Bundled(OfflineBundle Bundle, string File, string KeySha256) : CommandResult
    {
        public override void WriteText(TextPage page)
        {
            page.Line($"Allowed offline until {CommonOptions.Utc(Bundle.ExpiresAt)}: {string.Join(", ", Bundle.Tools)}.");
            page.Fact("manifest", Bundle.ManifestSha256);
            page.Fact("key", KeySha256);
            page.Fact("bundle", File);
        }

        public override void WriteJson(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("expiresAt", CommonOptions.Utc(Bundle.ExpiresAt));
            writer.WriteString("manifestSha256", Bundle.ManifestSha256);
            writer.WriteString("keySha256", KeySha256);
            writer.WriteString("file", File);
            writer.WriteEndObject();
        }
    }
}
